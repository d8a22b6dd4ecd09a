import { ANNOTATIONS, type ClusterReference, type KubernetesManifest } from '@/server/domain/kubernetes-port'
import type { ObservedObject } from '@/server/domain/observation'
import { hashOf, type ApplyNote } from './apply-notes'
import type { CachedObject } from './cached-objects'
import { findUnownedFields } from './find-unowned-fields'

export interface JudgedObject {
  wanted: KubernetesManifest
  owner: ClusterReference
  /** undefined: not in the caches, which hold Podkeeper's objects only */
  cached: CachedObject | undefined
  note: ApplyNote | undefined
  /** false for a kind that is not watched, of which only our own apply tells */
  watched: boolean
  /** id of the living cluster of that name, by its StatefulSet; null when there is none */
  livingClusterId: string | null
}

/** How one wanted object stands. */
export function judgeObject(judged: JudgedObject): ObservedObject {
  const { wanted, cached, note } = judged
  const state = tellState(judged)
  return {
    apiVersion: wanted.apiVersion,
    kind: wanted.kind,
    name: wanted.metadata.name,
    state,
    owner: state === 'foreign' ? (note?.foreign?.owner ?? (cached?.clusterId ? `another Podkeeper cluster (${cached.clusterId})` : (cached?.owner ?? null))) : null,
    lastProblem: note?.problem ?? null,
  }
}

function tellState({ wanted, owner, cached, note, watched, livingClusterId }: JudgedObject): ObservedObject['state'] {
  if (!cached) {
    if (note?.foreign) return 'foreign'
    return !watched && note && note.problem === null && note.wantedHash === hashOf(wanted) ? 'current' : 'missing'
  }
  if (cached.clusterId !== owner.clusterId) return mayBeTakenOver(wanted.kind, cached, owner, livingClusterId) ? 'outdated' : 'foreign'
  if (cached.deleting) return 'deleting'
  if (isOutdated(wanted, cached, note)) return 'outdated'
  return isDrifted(wanted, cached, note) ? 'drifted' : 'current'
}

/** Passwords and claims that a deleted cluster of the same name left; apply decides with the same rule. */
function mayBeTakenOver(kind: string, cached: CachedObject, owner: ClusterReference, livingClusterId: string | null): boolean {
  return (kind === 'Secret' || kind === 'PersistentVolumeClaim') && cached.instance === owner.name && (livingClusterId === null || livingClusterId === owner.clusterId)
}

function isOutdated(wanted: KubernetesManifest, cached: CachedObject, note: ApplyNote | undefined): boolean {
  const annotated = wanted.metadata.annotations?.[ANNOTATIONS.specHash]
  return annotated === undefined ? note?.wantedHash !== hashOf(wanted) : cached.specHash !== annotated
}

// An observation is made of every object many times a minute, and hardly ever has anything changed.
const judgements = new WeakMap<CachedObject, { hash: string; unowned: string[] }>()

function isDrifted(wanted: KubernetesManifest, cached: CachedObject, note: ApplyNote | undefined): boolean {
  const hash = hashOf(wanted)
  let judgement = judgements.get(cached)
  if (judgement?.hash !== hash) {
    judgement = { hash, unowned: findUnownedFields(wanted, cached.ownFields) }
    judgements.set(cached, judgement)
  }
  return judgement.unowned.some((field) => !note?.neverOurs.has(field))
}
