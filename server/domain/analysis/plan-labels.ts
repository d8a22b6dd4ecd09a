import { LABELS } from '../kubernetes-port'
import { isIsolated } from '../availability/automation'
import { pendingTransfer } from '../availability/survivors'
import { act, type AnalysisContext, type InstanceView } from './context'
import { forgetAttempts, mayAttempt } from './space-attempts'

const PAUSE = { firstMs: 1_000, maxMs: 30_000 }

/** Labels by which the services choose their instances. Removals come first: an instance that must go goes before another comes. */
export function planLabels(context: AnalysisContext): void {
  const changes = context.instances.flatMap((instance) => {
    const labels = missingLabels(context, instance)
    return labels === null ? [] : [{ instance, labels }]
  })
  const removes = (labels: Record<string, string | null>) => labels[LABELS.reads] === null || labels[LABELS.role] === null || labels[LABELS.role] === 'replica'
  changes.sort((a, b) => Number(removes(b.labels)) - Number(removes(a.labels)))
  for (const { instance, labels } of changes) label(context, instance, labels)
}

function missingLabels(context: AnalysisContext, instance: InstanceView): Record<string, string | null> | null {
  const { pod, memory } = instance
  if (!pod || pod.deleting || !context.observation.kubernetes.reachable) return null
  const wanted: Record<string, string | null> = { [LABELS.role]: roleLabel(context, instance), [LABELS.reads]: memory.servesReads ? 'true' : null }
  const differing = Object.entries(wanted).filter(([label, value]) => (pod.labels[label] ?? null) !== value)
  if (differing.length > 0) return Object.fromEntries(differing)
  for (const key of Object.keys(context.memory.attempts)) if (key.startsWith(`label/${instance.name}/`)) forgetAttempts(context, key)
  return null
}

function roleLabel(context: AnalysisContext, instance: InstanceView): string | null {
  const { memory, definition } = context
  // No service may lead to it, however that chooses its instances.
  if (isIsolated(context, instance)) return null
  if (memory.primary === null) return definition.spec.management === 'statefulset' ? 'replica' : null
  if (instance.name !== memory.primary) return 'replica'
  // Clients are led away before anything else is done.
  if (pendingTransfer(context) !== null) return null
  // A server that is not proven to be the primary must not be found by writers. While it is silent, nothing changes.
  if (definition.spec.management === 'statefulset' || context.trustedPrimary === instance) return 'primary'
  return instance.facts === null ? (instance.pod?.labels[LABELS.role] ?? null) : null
}

function label(context: AnalysisContext, instance: InstanceView, labels: Record<string, string | null>): void {
  const { name, pod } = instance
  const words = Object.entries(labels).map(([key, value]) => `${key.split('/')[1] ?? key} ${value === null ? 'removed' : `= ${value}`}`).join(', ')
  if (!pod || !mayAttempt(context, `label/${name}/${pod.uid}/${words}`, PAUSE)) return
  act(context, { id: `label/${name}`, code: 'Labelling', instance: name, message: `Labelling ${name}: ${words}`, because: 'Services choose their instances by these' }, {
    type: 'label-pod', pod: name, podUid: pod.uid, labels,
  })
}
