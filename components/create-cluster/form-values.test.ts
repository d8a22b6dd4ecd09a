import { describe, expect, it } from 'vitest'
import { createClusterSchema } from '@/server/contracts/cluster'
import { CLUSTER_PRESETS } from '@/server/contracts/cluster-spec'
import type { KubernetesClusterView } from '@/server/contracts/kubernetes'
import { differsFromPreset, makeDefaultValues, presetFields, splitPullSecrets, toConfiguration, toCreateCluster, usableNamespaces } from './form-values'

const small = CLUSTER_PRESETS.find((p) => p.id === 'production-small') ?? CLUSTER_PRESETS[0]
if (!small) throw new Error('presets are missing')

const kubernetesCluster = (id: string, reachable: boolean, namespaces: string[]): KubernetesClusterView => ({
  id, name: id, source: 'sandbox', context: null, reachable, problem: null, lastSeenAt: null, clusterCount: 0,
  inventory: { version: '1.33', nodes: [], namespaces: namespaces.map((name) => ({ name, terminating: name === 'going' })), storageClasses: [], keptClaims: [], missingPermissions: [], metricsAvailable: true },
})

describe('the create form', () => {
  it.each(CLUSTER_PRESETS)('needs nothing but a name with preset $id', (preset) => {
    const values = { ...makeDefaultValues(preset, [kubernetesCluster('k1', true, ['default'])]), name: 'shop-db' }
    expect(createClusterSchema.parse(toCreateCluster(values)).spec).toEqual(preset.spec)
  })

  it('starts with a Kubernetes cluster that answers, and with a namespace that people may use', () => {
    const values = makeDefaultValues(small, [kubernetesCluster('away', false, ['default']), kubernetesCluster('here', true, ['kube-system', 'shop', 'going'])])
    expect([values.kubernetesClusterId, values.namespace]).toEqual(['here', 'shop'])
  })

  it('does not offer namespaces that go away or are Kubernetes\' own', () => {
    expect(usableNamespaces(kubernetesCluster('k', true, ['shop', 'kube-system', 'going', 'default']))).toEqual(['default', 'shop'])
  })

  it('changing a value of the form never changes the preset', () => {
    const fields = presetFields(small)
    fields.spec.resources.memoryBytes = 1
    expect(small.spec.resources.memoryBytes).not.toBe(1)
  })

  it('tells when the values are no longer those of the preset', () => {
    const values = makeDefaultValues(small, [])
    expect(differsFromPreset(values, small)).toBe(false)
    expect(differsFromPreset({ ...values, spec: { ...values.spec, instances: 5 } }, small)).toBe(true)
    expect(differsFromPreset({ ...values, variables: [{ name: 'max_connections', value: '500' }] }, small)).toBe(true)
  })

  it('ignores empty rows and keeps a value whose name is missing for validation', () => {
    expect(toConfiguration([{ name: ' max_connections ', value: ' 500' }, { name: '', value: '' }])).toEqual({ max_connections: '500' })
    expect(toConfiguration([{ name: '', value: '5' }])).toEqual({ '': '5' })
  })

  it('reads pull secrets as people type them', () => {
    expect(splitPullSecrets(' a, b\n a c,,')).toEqual(['a', 'b', 'c'])
  })
})
