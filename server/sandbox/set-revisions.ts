import type { StoredObject } from './object-store'
import type { PodRuntime } from './pod-runtime'
import { hashText } from './random'
import { canonicalJson, labelsOf, readField, readNumber, readText } from './read-manifest'

export interface SetStatus {
  currentRevision: string
  updateRevision: string
  observedGeneration: number
}

/** What ControllerRevisions and the status of StatefulSets hold. */
export interface SetRevisions {
  /** notes the template of now. @returns its revision */
  observe(set: StoredObject): string
  /** the template for a pod that is made now: during a rolling update those not yet reached stay as they were */
  forNewPod(set: StoredObject, ordinal: number, update: string): { revision: string; template: unknown }
  /** after a round: an update is complete when every pod has it and is ready */
  finish(set: StoredObject, pods: PodRuntime[]): void
  statusOf(set: StoredObject): SetStatus
}

export function createSetRevisions(): SetRevisions {
  const statuses = new Map<string, SetStatus>()
  const templates = new Map<string, unknown>()
  const names = new Map<string, { generation: number; revision: string }>()

  /** hashing a template costs more than the rest of a round: once for each generation */
  function revisionOf(set: StoredObject): string {
    const known = names.get(set.uid)
    if (known?.generation === set.generation) return known.revision
    const revision = revisionName(set.manifest.metadata.name, readField(set.manifest, 'spec', 'template'))
    names.set(set.uid, { generation: set.generation, revision })
    return revision
  }

  const statusOf = (set: StoredObject): SetStatus =>
    statuses.get(set.uid) ?? { currentRevision: revisionOf(set), updateRevision: revisionOf(set), observedGeneration: 0 }

  return {
    statusOf,
    observe(set) {
      const template = readField(set.manifest, 'spec', 'template')
      const update = revisionOf(set)
      templates.set(`${set.uid}/${update}`, template)
      statuses.set(set.uid, { currentRevision: statusOf(set).currentRevision, updateRevision: update, observedGeneration: set.generation })
      return update
    },
    forNewPod(set, ordinal, update) {
      const partition = readNumber(set.manifest, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0
      const revision = ordinal < partition ? statusOf(set).currentRevision : update
      const template = templates.get(`${set.uid}/${revision}`)
      return template === undefined ? { revision: update, template: readField(set.manifest, 'spec', 'template') } : { revision, template }
    },
    finish(set, pods) {
      const status = statusOf(set)
      // Kubernetes does not move currentRevision on with OnDelete
      if (readText(set.manifest, 'spec', 'updateStrategy', 'type') === 'OnDelete') return
      const complete = pods.every((pod) => pod.ready && labelsOf(pod.object.manifest)['controller-revision-hash'] === status.updateRevision)
      if (complete) statuses.set(set.uid, { ...status, currentRevision: status.updateRevision })
    },
  }
}

const REVISION_DIGITS = '0123456789'
const SAFE = 'bcdfghjklmnpqrstvwxz2456789'

/** `<set>-<hash>` in the alphabet that Kubernetes uses for names */
export function revisionName(setName: string, template: unknown): string {
  const digits = String(hashText(canonicalJson(template))).padStart(10, '0').slice(0, 10)
  return `${setName}-${[...digits].map((digit) => SAFE[REVISION_DIGITS.indexOf(digit)] ?? 'x').join('')}`
}
