import { LABELS } from '@/server/domain/kubernetes-port'
import type { ApiClient } from '../api-client'
import { ApiFailure } from '../api-failure'
import { objectMetadataSchema } from '../manifest-schema'
import { resourceKind, resourcePath } from '../resource-paths'
import type { ApplyNote, ApplyNotes } from './apply-notes'

/** The watches see Podkeeper's objects only, so that somebody else's has gone has to be asked now and then. */
export async function recheckForeign(client: ApiClient, notes: ApplyNotes, changed: (clusterId: string) => void, signal: AbortSignal): Promise<void> {
  for (const note of notes.foreign()) {
    if (await isStillForeign(client, note, signal)) continue
    notes.forgetForeign(note)
    changed(note.owner.clusterId)
  }
}

async function isStillForeign(client: ApiClient, { reference, owner }: ApplyNote, signal: AbortSignal): Promise<boolean> {
  try {
    const found = await client.request({ method: 'GET', path: resourcePath(resourceKind(reference), reference.namespace, reference.name), signal })
    return objectMetadataSchema.parse(found).metadata.labels[LABELS.clusterId] !== owner.clusterId
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return false
    throw error
  }
}
