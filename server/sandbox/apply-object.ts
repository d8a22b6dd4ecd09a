import type { ClusterReference, KubernetesManifest } from '@/server/domain/kubernetes-port'
import { FIELD_MANAGER } from '@/server/domain/kubernetes-port'
import { requireAppliable } from './api-errors'
import { resizeVolume } from './claim-controller'
import { claimWithDefaults } from './claim-defaults'
import { sameJson } from './object-store'
import { canonicalJson, readField, readRecord, readTexts } from './read-manifest'
import { validateChange, validateManifest, validateQuota, validateStorageClasses } from './validate-manifest'
import type { World } from './world'

/**
 * Server-side apply with Podkeeper's field manager.
 * @throws AppError kubernetes.namespace-missing, .rejected, .object-not-ours, .storage-class-missing; in a dry run also .quota-exceeded
 */
export function applyObject(world: World, wanted: KubernetesManifest, owner: ClusterReference, dryRun: boolean): KubernetesManifest {
  const namespace = wanted.metadata.namespace ?? owner.namespace
  const manifest = asStored(wanted)
  validateManifest(world, manifest, namespace)
  const existing = world.objects.get(manifest.kind, namespace, manifest.metadata.name)
  if (existing) requireAppliable(world, existing, owner)
  const next = existing ? mergeApplied(existing.manifest, manifest, existing.lastApplied) : withDefaults(world, manifest, namespace)
  if (existing) validateChange(world, existing, next)
  else validateStorageClasses(world, next)
  if (dryRun) {
    validateQuota(world, next, namespace)
    return next
  }
  if (!existing) {
    const created = world.objects.create(next, FIELD_MANAGER)
    created.lastApplied = manifest
    return created.manifest
  }
  existing.lastApplied = manifest
  if (canonicalJson(next) !== canonicalJson(existing.manifest)) {
    world.objects.replace(existing, next)
    if (next.kind === 'PersistentVolumeClaim') resizeVolume(world, existing)
  }
  return existing.manifest
}

/** The API server stores stringData of a Secret as data. */
export function asStored(manifest: KubernetesManifest): KubernetesManifest {
  if (manifest.kind !== 'Secret' || readField(manifest, 'stringData') === undefined) return manifest
  const encoded = Object.entries(readTexts(manifest, 'stringData')).map(([key, value]) => [key, Buffer.from(value, 'utf8').toString('base64')] as const)
  const rest = Object.fromEntries(Object.entries(manifest).filter(([field]) => field !== 'stringData'))
  return { ...rest, apiVersion: manifest.apiVersion, kind: manifest.kind, metadata: manifest.metadata, data: { ...readRecord(manifest, 'data'), ...Object.fromEntries(encoded) } }
}

function withDefaults(world: World, manifest: KubernetesManifest, namespace: string): KubernetesManifest {
  const placed: KubernetesManifest = { ...manifest, metadata: { ...manifest.metadata, namespace } }
  if (manifest.kind === 'PersistentVolumeClaim') return claimWithDefaults(world, placed)
  if (manifest.kind !== 'Service' || readField(manifest, 'spec', 'clusterIP') !== undefined) return placed
  const number = world.nextNumber()
  return { ...placed, spec: { ...readRecord(manifest, 'spec'), clusterIP: `10.96.${(number >> 8) & 255}.${number & 255}` } }
}

/** Live fields, with those that are applied now, without those that were applied before and are not named any more. */
function mergeApplied(live: KubernetesManifest, wanted: KubernetesManifest, before: KubernetesManifest | null): KubernetesManifest {
  const merged = mergeRecord({ ...live }, { ...wanted }, before === null ? {} : { ...before })
  return { ...merged, apiVersion: wanted.apiVersion, kind: wanted.kind, metadata: { ...readRecord(merged, 'metadata'), name: wanted.metadata.name } }
}

function mergeRecord(live: Record<string, unknown>, wanted: Record<string, unknown>, before: Record<string, unknown>): Record<string, unknown> {
  const merged: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(live)) {
    if (field in wanted || !(field in before)) merged[field] = value
    else if (isRecord(value) && isRecord(before[field]) && !sameJson(value, before[field])) merged[field] = mergeRecord(value, {}, before[field])
  }
  for (const [field, value] of Object.entries(wanted)) {
    if (value === undefined) continue
    const present = live[field]
    merged[field] = isRecord(value) && isRecord(present) ? mergeRecord(present, value, isRecord(before[field]) ? before[field] : {}) : value
  }
  return merged
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
