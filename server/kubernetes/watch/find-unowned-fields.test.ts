import { describe, expect, it } from 'vitest'
import type { KubernetesManifest } from '@/server/domain/kubernetes-port'
import { findUnownedFields } from './find-unowned-fields'

const statefulSet: KubernetesManifest = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'shop', labels: { a: 'b' }, finalizers: ['podkeeper.dev/keep-pods'] },
  spec: { replicas: 3, selector: { matchLabels: { a: 'b' } }, template: { spec: { containers: [{ name: 'mysql', image: 'mysql:8.4', args: ['x'], ports: [{ containerPort: 3306 }] }], volumes: [{ name: 'tmp', emptyDir: {} }] } } },
}
/** As Kubernetes writes it for the manifest above. */
const allOurs = (replicas: object = { 'f:replicas': {} }, image: object = { 'f:image': {} }) =>
  JSON.stringify({
    'f:metadata': { 'f:labels': { 'f:a': {} }, 'f:finalizers': { 'v:"podkeeper.dev/keep-pods"': {} } },
    'f:spec': {
      ...replicas,
      'f:selector': {},
      'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"mysql"}': { '.': {}, 'f:name': {}, ...image, 'f:args': {}, 'f:ports': { 'k:{"containerPort":3306,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } } } }, 'f:volumes': { 'k:{"name":"tmp"}': { '.': {}, 'f:name': {}, 'f:emptyDir': {} } } } },
    },
  })

describe('findUnownedFields', () => {
  it('finds nothing when every field is still ours, with keyed lists, sets, atomic parts and default keys', () => {
    expect(findUnownedFields(statefulSet, allOurs())).toEqual([])
  })

  it('names what somebody else changed', () => {
    expect(findUnownedFields(statefulSet, allOurs({}))).toEqual(['spec.replicas'])
    expect(findUnownedFields(statefulSet, allOurs(undefined, {}))).toEqual(['spec.template.spec.containers.0.image'])
  })

  it('takes an object that Podkeeper never applied for changed', () => {
    expect(findUnownedFields(statefulSet, null)).not.toEqual([])
  })

  it('looks for stringData where Kubernetes keeps it', () => {
    const secret: KubernetesManifest = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { root: 'x' } }
    expect(findUnownedFields(secret, JSON.stringify({ 'f:data': { 'f:root': {} } }))).toEqual([])
    expect(findUnownedFields(secret, JSON.stringify({ 'f:data': { 'f:other': {} } }))).toEqual(['data.root'])
  })
})
