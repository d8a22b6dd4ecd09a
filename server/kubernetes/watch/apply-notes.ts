import { ANNOTATIONS, type ClusterReference, type KubernetesManifest } from '@/server/domain/kubernetes-port'
import type { ObjectReference, ObservedProblem } from '@/server/domain/observation'

/** What is remembered of the last apply of one object. */
export interface ApplyNote {
  reference: ObjectReference & { namespace: string }
  owner: ClusterReference
  problem: ObservedProblem | null
  /** set when the object is somebody else's */
  foreign: { owner: string | null } | null
  /** fields that Kubernetes did not record as ours right after the apply (an admission webhook rewrote them): no drift */
  neverOurs: ReadonlySet<string>
  /** hash of what was applied last, for manifests without the annotation */
  wantedHash: string | null
}

export class ApplyNotes {
  private readonly notes = new Map<string, ApplyNote>()

  get(owner: ClusterReference, wanted: KubernetesManifest): ApplyNote | undefined {
    return this.notes.get(keyOf(owner, wanted))
  }

  set(owner: ClusterReference, wanted: KubernetesManifest, note: Pick<ApplyNote, 'problem' | 'foreign' | 'neverOurs'>): void {
    const reference = { apiVersion: wanted.apiVersion, kind: wanted.kind, name: wanted.metadata.name, namespace: wanted.metadata.namespace ?? owner.namespace }
    // What was refused was not applied: the object is still as it was.
    const wantedHash = note.problem === null ? hashOf(wanted) : (this.get(owner, wanted)?.wantedHash ?? null)
    this.notes.set(keyOf(owner, wanted), { ...note, reference, owner, wantedHash })
  }

  /** Those that somebody else's object stands in the way of. */
  foreign(): ApplyNote[] {
    return [...this.notes.values()].filter((note) => note.foreign !== null)
  }

  /** The object was seen again: what was said of it may no longer hold. */
  forgetForeign(note: ApplyNote): void {
    note.foreign = null
    note.problem = null
  }
}

const hashes = new WeakMap<KubernetesManifest, string>()

/** The annotation that the builder gives; else the text of the manifest itself. */
export function hashOf(wanted: KubernetesManifest): string {
  const annotated = wanted.metadata.annotations?.[ANNOTATIONS.specHash]
  if (annotated !== undefined) return annotated
  const known = hashes.get(wanted)
  if (known !== undefined) return known
  const text = JSON.stringify(wanted)
  hashes.set(wanted, text)
  return text
}

function keyOf(owner: ClusterReference, wanted: KubernetesManifest): string {
  return `${owner.clusterId} ${wanted.kind} ${wanted.metadata.namespace ?? owner.namespace}/${wanted.metadata.name}`
}

