import { AppError } from '@/server/contracts/errors'
import type { KubernetesManifest } from '@/server/domain/kubernetes-port'
import { rejected } from './api-errors'
import { formatBytes } from './format-bytes'
import { selectorMatches } from './label-selector'
import { sameJson, type StoredObject } from './object-store'
import { exceededQuota, NO_USAGE } from './quota'
import { parseBytes, readField, readList, readRecord, readText, readTexts } from './read-manifest'
import { quotaForSet } from './stateful-set-pods'
import type { World } from './world'

const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/
const LABEL_VALUE_MAX = 63
/** pods get a label `<set>-<hash of 10>` */
const SET_NAME_MAX = 52
const MUTABLE_SET_FIELDS = ['replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy', 'minReadySeconds']

/** What the API server checks of every object. @throws AppError with what it refuses */
export function validateManifest(world: World, manifest: KubernetesManifest, namespace: string): void {
  const found = world.namespaces.get(namespace)
  if (!found || found.terminating) {
    throw new AppError('kubernetes.namespace-missing', `namespaces "${namespace}" ${found ? 'is being terminated' : 'not found'}.`, {
      action: `Create it (kubectl create namespace ${namespace}) or choose one of ${[...world.namespaces.keys()].join(', ')}.`,
    })
  }
  const { name } = manifest.metadata
  const isLabel = manifest.kind === 'Service' || manifest.kind === 'StatefulSet'
  if (isLabel ? !DNS_LABEL.test(name) || name.length > 63 : !DNS_SUBDOMAIN.test(name) || name.length > 253) {
    throw rejected(manifest, `metadata.name: Invalid value: "${name.slice(0, 80)}": must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character`)
  }
  if (manifest.kind === 'StatefulSet' && name.length > SET_NAME_MAX) throw rejected(manifest, `metadata.name: must be no more than ${SET_NAME_MAX} characters, because pods carry it in a label`)
  for (const [label, value] of Object.entries(readTexts(manifest.metadata, 'labels'))) {
    if (value.length > LABEL_VALUE_MAX) throw rejected(manifest, `metadata.labels: Invalid value: "${value.slice(0, 80)}": ${label} must be no more than ${LABEL_VALUE_MAX} characters`)
  }
  if (manifest.kind === 'Pod') throw rejected(manifest, 'the sandbox makes pods by StatefulSets only')
  if (manifest.kind === 'StatefulSet') validateSet(manifest)
}

function validateSet(manifest: KubernetesManifest): void {
  if (!selectorMatches(readField(manifest, 'spec', 'selector'), readTexts(manifest, 'spec', 'template', 'metadata', 'labels'))) {
    throw rejected(manifest, 'spec.template.metadata.labels: Invalid value: `selector` does not match template `labels`')
  }
  if (readList(manifest, 'spec', 'template', 'spec', 'containers').length === 0) throw rejected(manifest, 'spec.template.spec.containers: Required value')
}

/** What may not be changed any more. @throws AppError kubernetes.rejected */
export function validateChange(world: World, existing: StoredObject, next: KubernetesManifest): void {
  const before = existing.manifest
  if (next.kind === 'StatefulSet') {
    const rest = (manifest: KubernetesManifest): unknown => Object.fromEntries(Object.entries(readRecord(manifest, 'spec')).filter(([field]) => !MUTABLE_SET_FIELDS.includes(field)))
    if (!sameJson(rest(before), rest(next))) {
      throw rejected(next, `spec: Forbidden: updates to statefulset spec for fields other than ${MUTABLE_SET_FIELDS.map((field) => `'${field}'`).join(', ')} are forbidden`)
    }
  }
  if (next.kind === 'PersistentVolumeClaim') validateResize(world, existing, next)
}

function validateResize(world: World, existing: StoredObject, next: KubernetesManifest): void {
  const before = parseBytes(readField(existing.manifest, 'spec', 'resources', 'requests', 'storage'))
  const after = parseBytes(readField(next, 'spec', 'resources', 'requests', 'storage'))
  if (after < before) throw rejected(next, `spec.resources.requests.storage: Forbidden: field can not be less than status.capacity (${formatBytes(before)})`)
  const className = readText(existing.manifest, 'spec', 'storageClassName') ?? ''
  if (after > before && !world.storageClasses.get(className)?.expandable) {
    throw rejected(next, 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize')
  }
  const refusal = after > before ? exceededQuota(world, existing.namespace, { ...NO_USAGE, storageBytes: after - before }) : null
  if (refusal) throw new AppError('kubernetes.quota-exceeded', `Namespace ${existing.namespace}: ${refusal}.`, { action: 'Ask for less, or have the quota raised.' })
}

/** Kubernetes takes a StatefulSet with any class and then lets its pods wait for ever; the adapter asks before. */
export function validateStorageClasses(world: World, manifest: KubernetesManifest): void {
  if (manifest.kind !== 'StatefulSet') return
  for (const template of readList(manifest, 'spec', 'volumeClaimTemplates')) {
    const name = readText(template, 'spec', 'storageClassName')
    if (name !== null && !world.storageClasses.has(name)) {
      throw new AppError('kubernetes.storage-class-missing', `The storage class "${name}" does not exist in this Kubernetes cluster, so no volume could be made.`, {
        action: `Choose one of ${[...world.storageClasses.keys()].join(', ')}.`,
        fields: [{ path: 'spec.storage.className', message: 'This storage class does not exist' }],
      })
    }
  }
}

/** A quota only shows later, when claims and pods are made; a dry run tells it before. */
export function validateQuota(world: World, manifest: KubernetesManifest, namespace: string): void {
  if (manifest.kind !== 'StatefulSet') return
  const refusal = quotaForSet(world, manifest, namespace)
  if (refusal) {
    throw new AppError('kubernetes.quota-exceeded', `Namespace ${namespace}: ${refusal}.`, {
      action: 'Ask for fewer or smaller instances, or have the quota raised.',
    })
  }
}
