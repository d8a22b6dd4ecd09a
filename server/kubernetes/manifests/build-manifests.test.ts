import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { CLUSTER_NAME_LENGTH_MAX, MIB } from '@/server/contracts/cluster-spec'
import { ANNOTATIONS, FINALIZER, LABELS, type KubernetesManifest, type ManifestInput } from '@/server/domain/kubernetes-port'
import { buildManifests } from './build-manifests'
import { CONFIGURATION_HASH_ANNOTATION } from './pod-template'
import { sampleInput, sampleSpec } from './testing/sample-input'

const containerSchema = z.looseObject({
  name: z.string(),
  imagePullPolicy: z.string(),
  env: z.array(z.looseObject({ name: z.string(), value: z.string().optional() })),
  securityContext: z.looseObject({ readOnlyRootFilesystem: z.boolean(), allowPrivilegeEscalation: z.boolean(), runAsNonRoot: z.boolean(), capabilities: z.object({ drop: z.array(z.string()) }) }),
  resources: z.object({ requests: z.object({ cpu: z.string(), memory: z.string() }), limits: z.looseObject({ memory: z.string() }) }),
  startupProbe: z.looseObject({ periodSeconds: z.number(), failureThreshold: z.number() }).optional(),
  volumeMounts: z.array(z.looseObject({ name: z.string(), readOnly: z.boolean().optional() })),
})
const podSchema = z.looseObject({
  automountServiceAccountToken: z.boolean(),
  terminationGracePeriodSeconds: z.number(),
  securityContext: z.unknown(),
  affinity: z.unknown(),
  topologySpreadConstraints: z.array(z.looseObject({ topologyKey: z.string(), whenUnsatisfiable: z.string() })),
  initContainers: z.array(containerSchema),
  containers: z.array(containerSchema),
  volumes: z.array(z.looseObject({ name: z.string(), secret: z.object({ defaultMode: z.number(), items: z.array(z.object({ key: z.string() })) }).loose().optional() })),
})
const statefulSetSchema = z.looseObject({
  podManagementPolicy: z.string(),
  replicas: z.number(),
  persistentVolumeClaimRetentionPolicy: z.unknown(),
  template: z.object({ metadata: z.object({ labels: z.record(z.string(), z.string()), annotations: z.record(z.string(), z.string()) }), spec: podSchema }),
  volumeClaimTemplates: z.array(z.looseObject({ metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()) }) })),
})

const MANAGEMENTS = ['operator', 'statefulset'] as const

function find(manifests: readonly KubernetesManifest[], kind: string, name?: string): KubernetesManifest {
  const found = manifests.find((manifest) => manifest.kind === kind && (name === undefined || manifest.metadata.name === name))
  if (!found) throw new Error(`no ${kind} ${name ?? ''}`)
  return found
}
const statefulSet = (input: ManifestInput) => statefulSetSchema.parse(find(buildManifests(input), 'StatefulSet').spec)
const hashes = (input: ManifestInput) => buildManifests(input).map((manifest) => manifest.metadata.annotations?.[ANNOTATIONS.specHash])

describe.each(MANAGEMENTS)('%s management', (management) => {
  const input = sampleInput({ spec: sampleSpec({ management }) })
  const set = statefulSet(input)
  const pod = set.template.spec
  const containers = [...pod.initContainers, ...pod.containers]

  it('runs every container unprivileged on a read-only root filesystem', () => {
    expect(pod.securityContext).toEqual({ runAsUser: 999, runAsGroup: 999, runAsNonRoot: true, fsGroup: 999, fsGroupChangePolicy: 'OnRootMismatch', seccompProfile: { type: 'RuntimeDefault' } })
    expect(pod.automountServiceAccountToken).toBe(false)
    for (const { securityContext } of containers) {
      expect(securityContext).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: { drop: ['ALL'] } })
    }
  })

  it('gives no password to an environment variable, and to mysqld no password at all', () => {
    for (const password of Object.values(input.secrets ?? {})) {
      expect(JSON.stringify(containers)).not.toContain(password)
      expect(JSON.stringify(find(buildManifests(input), 'ConfigMap'))).not.toContain(password)
    }
    const secretVolumes = pod.volumes.filter((volume) => volume.secret).map((volume) => volume.name)
    const server = pod.containers.find((container) => container.name === 'mysql')
    expect(server?.volumeMounts.filter((mount) => secretVolumes.includes(mount.name))).toEqual([])
    for (const volume of pod.volumes) if (volume.secret) expect(volume.secret.defaultMode).toBe(0o440)
  })

  it('never kills a crash recovery: no liveness probe, a start-up budget of days', () => {
    for (const container of containers) expect(container).not.toHaveProperty('livenessProbe')
    const probe = pod.containers.find((container) => container.name === 'mysql')?.startupProbe
    expect((probe?.periodSeconds ?? 0) * (probe?.failureThreshold ?? 0)).toBeGreaterThanOrEqual(86_400)
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(120)
  })

  it('requests and limits memory for every container, and pulls no image that is there', () => {
    for (const container of containers) {
      expect(container.resources.requests.memory).not.toBe('')
      expect(container.resources.limits.memory).not.toBe('')
      expect(container.imagePullPolicy).toBe('IfNotPresent')
    }
    const server = pod.containers.find((container) => container.name === 'mysql')
    expect(server?.resources.requests.memory).toBe(server?.resources.limits.memory)
  })

  it('keeps volumes when the StatefulSet goes or shrinks', () => {
    expect(set.persistentVolumeClaimRetentionPolicy).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' })
  })

  it('gives equal objects for equal input, and another hash only to what changed', () => {
    expect(buildManifests(input)).toEqual(buildManifests(structuredClone(input)))
    const scaled = { ...input, replicas: 5 }
    const before = hashes(input)
    const changed = buildManifests(input).filter((manifest, index) => before[index] !== hashes(scaled)[index])
    expect(changed.map((manifest) => manifest.kind)).toEqual(management === 'statefulset' ? ['ConfigMap', 'StatefulSet'] : ['StatefulSet'])
  })

  it('keeps the claim template, the selector and the pods as they are when the version changes', () => {
    const upgraded = statefulSet({ ...input, spec: { ...input.spec, version: '9.8' } })
    expect(upgraded.volumeClaimTemplates).toEqual(set.volumeClaimTemplates)
    expect(upgraded.selector).toEqual(set.selector)
  })

  it('restarts instances for the configuration, not for a number of instances', () => {
    const template = (more: Partial<ManifestInput>) => statefulSet({ ...input, ...more }).template
    expect(template({ replicas: 5 })).toEqual(set.template)
    const configured = template({ spec: { ...input.spec, configuration: { max_connections: '77' } } })
    expect(configured.metadata.annotations[CONFIGURATION_HASH_ANNOTATION]).not.toBe(set.template.metadata.annotations[CONFIGURATION_HASH_ANNOTATION])
  })

  it('keeps every name and label within the limits of Kubernetes at the longest cluster name', () => {
    const name = 'a'.repeat(CLUSTER_NAME_LENGTH_MAX)
    const manifests = buildManifests(sampleInput({ name, spec: sampleSpec({ management, instances: 9 }) }))
    for (const manifest of manifests) {
      expect(manifest.metadata.name.length).toBeLessThanOrEqual(manifest.kind === 'Service' ? 63 : 253)
      for (const value of Object.values(manifest.metadata.labels ?? {})) expect(value).toMatch(/^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/)
    }
    // Pods carry controller-revision-hash: <name>-<10 characters>.
    expect(name.length + 11).toBeLessThanOrEqual(63)
  })

  it('leaves no trace of Podkeeper in objects that stand alone, and names no namespace', () => {
    for (const { metadata } of buildManifests({ ...input, managed: false })) {
      expect(metadata).not.toHaveProperty('namespace')
      expect(metadata).not.toHaveProperty('finalizers')
      expect(metadata).not.toHaveProperty('annotations')
      expect(JSON.stringify(metadata)).not.toMatch(/podkeeper/)
    }
  })

  it('marks managed objects as this cluster\'s', () => {
    for (const { metadata } of buildManifests(input)) expect(metadata.labels?.[LABELS.clusterId]).toBe('c123')
    expect(find(buildManifests(input), 'StatefulSet').metadata.finalizers).toEqual([FINALIZER])
  })
})

it('spreads instances as the definition says', () => {
  const pod = (nodes: 'required' | 'preferred', zones: 'required' | 'preferred' | 'none') => statefulSet(sampleInput({ spec: sampleSpec({ spread: { nodes, zones } }) })).template.spec
  expect(pod('required', 'none').affinity).toHaveProperty('podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution')
  expect(pod('preferred', 'none').affinity).toHaveProperty('podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution')
  const zone = (zones: 'required' | 'preferred' | 'none') => pod('preferred', zones).topologySpreadConstraints.find((c) => c.topologyKey === 'topology.kubernetes.io/zone')?.whenUnsatisfiable
  expect([zone('required'), zone('preferred'), zone('none')]).toEqual(['DoNotSchedule', 'ScheduleAnyway', undefined])
})

it('leads writes to the primary and reads past it', () => {
  const selector = (management: 'operator' | 'statefulset', service: string) => find(buildManifests(sampleInput({ spec: sampleSpec({ management }) })), 'Service', service).spec
  expect(selector('operator', 'shop-db-primary')).toHaveProperty(['selector', LABELS.role], 'primary')
  expect(selector('operator', 'shop-db-read')).toHaveProperty(['selector', LABELS.reads], 'true')
  expect(selector('statefulset', 'shop-db-primary')).toHaveProperty(['selector', 'statefulset.kubernetes.io/pod-name'], 'shop-db-0')
  expect(selector('statefulset', 'shop-db-read')).toHaveProperty(['selector', LABELS.role], 'replica')
})

it('shows no password in a preview', () => {
  const secret = find(buildManifests(sampleInput({ secrets: null })), 'Secret')
  expect(secret).not.toHaveProperty('data')
  expect(secret.stringData).toMatchObject({ root: '…', operator: '…' })
})

it('uses the given image, secret and CPU limit', () => {
  const pod = statefulSet(sampleInput({
    spec: sampleSpec({ image: 'registry.example.com/db/mysql:8.4.3', imagePullSecrets: ['pull'], resources: { cpuRequestMillicores: 100, cpuLimitMillicores: 500, memoryBytes: 512 * MIB } }),
  })).template.spec
  expect(pod.containers[0]).toMatchObject({ image: 'registry.example.com/db/mysql:8.4.3', resources: { limits: { cpu: '500m' } } })
  expect(pod.imagePullSecrets).toEqual([{ name: 'pull' }])
})
