import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import type { Condition, DecisionView } from '@/server/contracts/cluster-status'
import type { Operation } from '@/server/contracts/operation'

/** The definition as the operator reads it from Postgres. */
export interface ClusterDefinition {
  id: string
  name: string
  namespace: string
  spec: ClusterSpec
  generation: number
  useKeptVolumes: boolean
  createdAt: number
  deletion: { requestedAt: number; requestedBy: string; keepVolumes: boolean } | null
  /** automation is stopped by a person, here or everywhere */
  pause: AutomationPause | null
  /** instances that a person isolated: they serve nobody and are kept as they are */
  fenced: FencedInstance[]
  /** operations that are pending or running, oldest first */
  operations: PendingOperation[]
}

export interface AutomationPause {
  /** of every cluster, not only of this one */
  everywhere: boolean
  by: string
  reason: string
  /** ms; null: until it is lifted */
  until: number | null
}

export interface FencedInstance {
  instance: string
  by: string
  reason: string
  /** ms; null: until it is lifted */
  until: number | null
}

export interface PendingOperation extends Pick<Operation, 'id' | 'kind' | 'state' | 'title' | 'steps' | 'generation'> {
  parameters: Record<string, unknown>
  requestedAt: number
  startedAt: number | null
}

/**
 * What the operator must not forget between rounds and restarts; stored beside the status, returned by the analyzer.
 * Everything else is derived anew from the observation.
 */
export interface OperatorMemory {
  /** bumped by every change of `primary`; compare-and-swap guards the commit point of a promotion */
  epoch: number
  /** instance that writes go to; null before the bootstrap */
  primary: string | null
  /** ms; set when the bootstrap transaction was seen. From then on an empty instance is never promoted. */
  bootstrappedAt: number | null
  /** union of what the primary had executed when last seen: an instance behind it at start is not the primary */
  primaryGtidExecuted: string
  instances: Record<string, InstanceMemory>
  /** since when each decision has stood, by decision id */
  decisionsSince: Record<string, number>
  conditions: Condition[]
  /** ids and counts of Kubernetes events already put on the timeline (bounded to 500) */
  seenEvents: Record<string, number>
  /** replicas as last seen, so that the timeline tells changes only */
  lastDecisions: Pick<DecisionView, 'id' | 'message'>[]
  /** id in podkeeper.cluster of the data that this cluster runs on: an earlier cluster's on kept volumes; null before the bootstrap or when the data has none */
  dataClusterId: string | null
  /** its own transactions may be ahead of what was read of it, so they are never errant */
  primaryServerUuid: string | null
  /** spacing of repeated attempts, by what is attempted; forgotten a minute after it was last needed */
  attempts: Record<string, Attempt>
  /** instances that there were when each scale operation began, by operation id */
  scaleFrom: Record<string, number>
  /** ms; when every object was seen as wanted for the first time: from then on a missing one was deleted by somebody */
  objectsCompleteAt: number | null
  /** size of volumes in the StatefulSet's template: the definition's only once every claim was accepted with it; null: the definition's */
  templateSizeBytes: number | null
  /** uid of the StatefulSet that is being made anew for another size of volumes */
  replacingStatefulSet: string | null
  /** oldest first; the last is what is in force now */
  acknowledgements: AcknowledgementRule[]
  /** ms since when fewer replicas acknowledge than are asked for; and since when enough do again after that */
  acknowledgementsShortSince: number | null
  acknowledgementsEnoughSince: number | null
  /** what is asked for instead of what is wanted, while the policy lets commits go on with fewer; null: all */
  acknowledgementsLoweredTo: number | null
  /** most replicas that were ever there at once: losing their volumes asks for no fewer */
  acknowledgementMembers: number
  transfer: PrimaryTransfer | null
  /** ms; when the primary changed last */
  lastTransferAt: number | null
  /** rounds in which the primary did not answer, without a gap between them */
  primarySilence: { since: number; rounds: number; lastAt: number } | null
}

/**
 * Since this rule held, every transaction whose commit returned is on at least `required` of `members` beside the primary.
 * A failover needs N − W reachable members for each rule that is kept; see docs/decisions on acknowledgements.
 */
export interface AcknowledgementRule {
  /** replicas that may acknowledge, with the time when their present data joined (ms; null: not yet) */
  members: Record<string, number | null>
  /** 0: none had to */
  required: number
  /**
   * What the primary had executed when the rule took effect. When `required` members have received it, everything earlier
   * obeys the rule too, and older rules are dropped. Null: the primary was not seen to ask for it yet
   */
  from: string | null
}

export type TransferStage = 'stop-writes' | 'fence' | 'elect' | 'catch-up' | 'promote' | 'verify' | 'done' | 'failed'

/** A change of the primary that runs. Stored before each of its steps is taken, so that any operator can go on with it. */
export interface PrimaryTransfer {
  operationId: string
  kind: 'failover' | 'switchover'
  /** who asked: a person's name, or podkeeper */
  requestedBy: string
  from: string
  to: string | null
  stage: TransferStage
  startedAt: number
  stageSince: number
  /** what the new primary must hold; null until it is known */
  position: string | null
  /** what proved the loss of the old primary */
  evidence: string[]
  /** a person, or the policy, accepted that committed transactions may be lost */
  lossAccepted: boolean
  /** ms; from the first statement that stops writes until the new primary was seen to take them */
  writesStoppedAt: number | null
  writesBackAt: number | null
  problem: string | null
}

export interface Attempt {
  count: number
  /** ms */
  lastAt: number
  nextAt: number
  /** generation of the definition: a changed one is tried at once */
  generation: number
}

export interface InstanceMemory {
  /** lag-aware read service with hysteresis */
  servesReads: boolean
  /** ms since when lag has been below the limit for coming back; null while it is not */
  belowReturnLimitSince: number | null
  /** role, level and headline as told on the timeline last */
  toldState: string | null
  podUid: string | null
  restarts: number
  /** ms of the last time a clone of this instance was started, and how many failed in a row */
  cloneStartedAt: number | null
  cloneFailures: number
  /** ms when the last clone of it was seen to be complete */
  copiedAt: number | null
  /** donor of the clone that runs or whose copy does not replicate yet */
  cloneDonor: string | null
  /** ms; not before this is a failed clone tried again */
  cloneRetryAt: number | null
  /** what the last failed clone said */
  cloneProblem: string | null
  /** ms of the first time it replicated, or took writes, on its present volume; null: nothing is lost with its data */
  joinedAt: number | null
  /** ms; null while both threads run */
  threadsStoppedSince: number | null
  /** ms since when it has been fenced and seen to receive nothing */
  isolatedSince: number | null
  /** ms since when its I/O thread tries in vain to reach the source */
  connectingSince: number | null
  /** over the limit of attention, until it has fallen under half of it */
  lagging: boolean
  /** ms of the last time that it left the reads; null: it never served them on this volume */
  leftReadsAt: number | null
  /** transactions that the primary lacks, kept while the primary cannot be asked */
  errantGtids: string
  /** ms since when MySQL has not answered, while it has a pod */
  silentSince: number | null
  /** counter, to derive a rate from */
  queriesPerSecond: { at: number; questions: number; rate: number | null } | null
  /** bytes, from the last round that read sizes */
  usedBytes: number | null
}

export function emptyInstanceMemory(): InstanceMemory {
  return {
    servesReads: false, belowReturnLimitSince: null, toldState: null, podUid: null, restarts: 0, cloneStartedAt: null, cloneFailures: 0, cloneDonor: null,
    cloneRetryAt: null, cloneProblem: null, copiedAt: null, joinedAt: null, threadsStoppedSince: null, isolatedSince: null, connectingSince: null, lagging: false, leftReadsAt: null,
    errantGtids: '', silentSince: null, queriesPerSecond: null, usedBytes: null,
  }
}

export function emptyMemory(): OperatorMemory {
  return {
    epoch: 0, primary: null, bootstrappedAt: null, primaryGtidExecuted: '', instances: {}, decisionsSince: {}, conditions: [], seenEvents: {}, lastDecisions: [],
    dataClusterId: null, primaryServerUuid: null, attempts: {}, scaleFrom: {}, objectsCompleteAt: null,
    acknowledgements: [], acknowledgementsShortSince: null, acknowledgementsEnoughSince: null, acknowledgementsLoweredTo: null, acknowledgementMembers: 0, transfer: null, lastTransferAt: null, primarySilence: null, templateSizeBytes: null, replacingStatefulSet: null,
  }
}
