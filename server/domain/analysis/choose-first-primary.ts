import { formatCount, joinWords } from '../format-words'
import { countGtids } from '../gtid'
import { isEmpty } from './build-context'
import { act, find, instanceOf, refuse, wait, type AnalysisContext, type InstanceView } from './context'
import { electPrimary } from './elect-primary'
import { mayAttempt } from './space-attempts'

/** Before the bootstrap was seen: finds the data this cluster begins with, or begins it empty, exactly once. */
export function chooseFirstPrimary(context: AnalysisContext): void {
  const { definition, memory } = context
  if (instanceOf(context, memory.primary)?.facts?.clusterId === definition.id) {
    // The bootstrap of an earlier round took.
    memory.bootstrappedAt = context.now
    memory.dataClusterId = definition.id
    return
  }
  const withData = context.instances.filter((instance) => instance.facts !== null && !isEmpty(instance.facts))
  const own = withData.filter((instance) => mayBegin(context, instance))
  if (own.length > 0) adoptData(context, own)
  else if (withData.length > 0) refuseOtherData(context, withData)
  else beginEmpty(context)
}

/** Data of this cluster, of none, or of an earlier one when that was asked for. */
function mayBegin(context: AnalysisContext, instance: InstanceView): boolean {
  return instance.facts?.clusterId === context.definition.id || context.definition.useKeptVolumes || isHalfBegun(context, instance)
}

/** The bootstrap was cut off between its statements: the choice was stored before, so this is our own beginning. */
function isHalfBegun(context: AnalysisContext, instance: InstanceView): boolean {
  const { facts } = instance
  return facts !== null && instance.name === context.memory.primary && facts.clusterId === null && facts.userSchemaCount === 0
}

function refuseOtherData(context: AnalysisContext, instances: readonly InstanceView[]): void {
  const names = joinWords(instances.map((instance) => instance.name))
  const message = `${names} already holds data that is not of this cluster`
  refuse(context, { id: 'begin', code: 'VolumesOfAnotherCluster', message: 'Not begun: no data is overwritten', because: message })
  find(context, {
    code: 'VolumesOfAnotherCluster', level: 'broken', message,
    action: 'To go on with this data, delete this cluster, keep its volumes, and create it again with "use the kept volumes". To begin empty, delete it with its volumes',
  })
}

/**
 * The superset of all data becomes the primary. Every instance that may hold data is waited for: the one that does not
 * answer might have the newest transactions.
 */
function adoptData(context: AnalysisContext, own: readonly InstanceView[]): void {
  const ids = new Set(own.map((instance) => instance.facts?.clusterId).filter((id) => id !== null && id !== undefined))
  if (ids.size > 1) {
    const message = `The volumes hold data of ${ids.size} different clusters (${joinWords(own.map((instance) => `${instance.name}: ${instance.facts?.clusterId ?? 'none'}`))})`
    refuse(context, { id: 'begin', code: 'DataOfSeveralClusters', message: 'No primary is chosen', because: message })
    find(context, { code: 'DataOfSeveralClusters', level: 'broken', message, action: 'Decide which data is right, delete this cluster with its volumes kept, remove the wrong claims and create it again' })
    return
  }
  if (!own.every((instance) => isHalfBegun(context, instance)) && waitForAll(context, 'may hold newer data')) return
  const election = electPrimary(own)
  switch (election.outcome) {
    case 'nobody':
      return
    case 'incomparable': {
      const [one, other] = election.between
      const message = `${one} and ${other} each hold transactions that the other lacks`
      refuse(context, { id: 'begin', code: 'IncomparableData', message: 'No primary is chosen: whichever it is, transactions would be lost', because: message })
      find(context, { code: 'IncomparableData', level: 'broken', message, action: `Compare their data, then delete the claim and the pod of the one that may be lost; it is then cloned from the other` })
      return
    }
    case 'elected':
      beginWithData(context, election.name, [...ids][0] ?? null)
  }
}

function beginWithData(context: AnalysisContext, name: string, dataClusterId: string | null): void {
  const { memory } = context
  const primary = context.instances.find((instance) => instance.name === name)
  memory.dataClusterId = dataClusterId
  if (memory.primary !== name) {
    memory.primary = name
    memory.epoch += 1
    context.events.push({
      at: context.now, kind: 'operator', severity: 'info', reason: 'PrimaryChosen', instance: name, fingerprint: `primary-chosen:${name}`,
      message: `${name} becomes the primary: it holds all data that was found (${formatCount(countGtids(primary?.executed ?? new Map()), 'transaction')})`,
    })
  }
  if (dataClusterId !== null) memory.bootstrappedAt = context.now
  // Data of a server that was never part of a cluster gets its identity before anything else.
  else bootstrap(context, name, 'Giving the data its identity')
}

function beginEmpty(context: AnalysisContext): void {
  const { definition, memory } = context
  const first = context.instances.find((instance) => instance.name === (memory.primary ?? context.names.instance(0)))
  if (!first) return
  if (!first.facts) {
    wait(context, { id: 'begin', code: 'WaitingForFirstInstance', instance: first.name, message: `Waiting for ${first.name} to start; it becomes the primary` })
    return
  }
  const creating = definition.operations.some((operation) => operation.kind === 'create')
  if ((definition.useKeptVolumes || !creating) && waitForAll(context, 'may hold data')) return
  if (definition.useKeptVolumes) {
    const message = 'The kept volumes were to be used, but none of them holds data'
    refuse(context, { id: 'begin', code: 'KeptVolumesEmpty', message: 'Not begun empty', because: message })
    find(context, { code: 'KeptVolumesEmpty', level: 'broken', message, action: 'Check the claims. To begin with an empty database, delete this cluster with its volumes and create it without kept volumes' })
    return
  }
  if (memory.primary === null) {
    memory.primary = first.name
    memory.epoch += 1
  }
  bootstrap(context, first.name, `Beginning the cluster on ${first.name}`)
}

function bootstrap(context: AnalysisContext, instance: string, message: string): void {
  if (!mayAttempt(context, `bootstrap/${instance}`, { firstMs: 2_000, maxMs: 15_000 })) {
    wait(context, { id: 'begin', code: 'Bootstrapping', instance, message: `Waiting to see the first transaction on ${instance}` })
    return
  }
  act(context, { id: 'begin', code: 'Bootstrapping', instance, message: `${message}: identity and first transaction`, because: 'Then it takes writes', tell: 'info' }, { type: 'bootstrap-primary', instance, epoch: context.memory.epoch })
}

/** @returns true while an instance that may hold data has not answered */
function waitForAll(context: AnalysisContext, suspicion: string): boolean {
  const silent = context.instances.filter((instance) => instance.wanted && !instance.facts && !isNewVolume(context, instance))
  if (silent.length === 0) return false
  const names = joinWords(silent.map((instance) => instance.name))
  wait(context, { id: 'begin', code: 'WaitingForData', instance: silent[0]?.name ?? null, message: `Waiting for ${names} to answer before a primary is chosen`, because: `${silent.length === 1 ? 'It' : 'Each of them'} ${suspicion}` })
  return true
}

/** On kept volumes, a claim made for this very cluster is new and therefore empty. */
function isNewVolume(context: AnalysisContext, instance: InstanceView): boolean {
  const { definition } = context
  const beganBefore = context.instances.some((other) => other.facts?.clusterId === definition.id)
  return definition.useKeptVolumes && instance.claim !== null && instance.claim.clusterId === definition.id && !beganBefore
}
