import { formatCount } from '../format-words'
import { countGtids, formatGtidSet, subtractGtidSets, withoutServer } from '../gtid'
import { isEmpty } from './build-context'
import { find, refuse, type AnalysisContext, type InstanceView } from './context'
import { isOwnData } from './prove-primary'
import { readGtidSet } from './read-replication'

/** Finds what makes an instance unfit to follow: data of another cluster, and transactions that the primary lacks. */
export function assessReplicas(context: AnalysisContext): void {
  if (context.memory.bootstrappedAt === null) return
  const known = readGtidSet(context.memory.primaryGtidExecuted)
  for (const instance of context.instances) {
    if (instance.name === context.memory.primary || !instance.facts) continue
    if (isEmpty(instance.facts)) {
      // What it had acknowledged went with its volume: it counts again when it has joined again.
      Object.assign(instance.memory, { errantGtids: '', joinedAt: null })
      continue
    }
    assessData(context, instance)
    if (instance.verdict.foreignData === null) assessErrants(context, instance, known)
  }
}

function assessData(context: AnalysisContext, instance: InstanceView): void {
  const { name, facts } = instance
  if (!facts) return
  if (!isOwnData(context, facts.clusterId)) instance.verdict.foreignData = `it holds the data of another cluster (id ${facts.clusterId ?? 'none'})`
  else if (facts.gtidExecuted.trim() === '') instance.verdict.foreignData = `it holds ${formatCount(facts.userSchemaCount, 'schema')} that did not come by replication`
  if (instance.verdict.foreignData === null) return
  const claim = context.names.claim(instance.ordinal)
  refuse(context, { id: `foreign-data/${name}`, code: 'ForeignData', instance: name, message: `${name} does not become a replica: ${instance.verdict.foreignData}`, because: 'Cloning would overwrite it' })
  find(context, {
    code: 'ForeignData', level: 'attention', instance: name, message: `${name} does not replicate: ${instance.verdict.foreignData}`,
    action: `When that data may go: kubectl -n ${context.definition.namespace} delete pvc ${claim} --wait=false && kubectl -n ${context.definition.namespace} delete pod ${name}. It is then cloned`,
  })
}

function assessErrants(context: AnalysisContext, instance: InstanceView, known: ReturnType<typeof readGtidSet>): void {
  const { memory } = context
  // What the primary itself wrote since it was asked is not errant.
  const beyond = subtractGtidSets(instance.executed, known)
  const errant = memory.primaryServerUuid === null ? new Map() : withoutServer(beyond, memory.primaryServerUuid)
  instance.memory.errantGtids = formatGtidSet(errant)
  instance.verdict.errantCount = countGtids(errant)
  if (instance.verdict.errantCount === 0) return
  const count = formatCount(instance.verdict.errantCount, 'transaction')
  const { name } = instance
  refuse(context, { id: `errant/${name}`, code: 'ErrantTransactions', instance: name, message: `${name} is left as it is: it has ${count} that the primary lacks`, because: 'Repairing it would lose or spread them; which of the two is right, only a person can say' })
  find(context, {
    code: 'ErrantTransactions', level: 'attention', instance: name,
    message: `${name} has ${count} that the primary lacks (${instance.memory.errantGtids.slice(0, 200)}): somebody wrote to it. It serves no reads`,
    action: context.definition.spec.management === 'operator' ? 'Look at them and choose: replace its data by a copy, keep it and count them as done everywhere, or fence it for now'
      : `Look at them with mysqlbinlog. When they may be lost: kubectl -n ${context.definition.namespace} delete pvc ${context.names.claim(instance.ordinal)} --wait=false && kubectl -n ${context.definition.namespace} delete pod ${name}. It is then cloned anew`,
  })
}
