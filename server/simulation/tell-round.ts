import type { Analysis } from '@/server/domain/decision'
import type { Story } from './story'

/** Puts into the story what a round decided anew. */
export function tellRound(story: Story, before: Analysis | null, { decisions, events, memory, operations }: Analysis): void {
  for (const { action, message, because } of decisions) {
    if (action !== null) story.tell(`  does: ${message}${because === null ? '' : ` (${because})`}`)
  }
  const told = new Set(before?.decisions.filter(({ action }) => action === null).map(({ message }) => message))
  for (const { action, kind, message } of decisions) if (action === null && kind === 'refuse' && !told.has(message)) story.tell(`  refuses: ${message}`)
  for (const { reason, message } of events) story.tell(`  event: ${reason}: ${message}`)
  const stage = memory.transfer?.stage ?? null
  if (stage !== (before?.memory.transfer?.stage ?? null)) story.tell(`  transfer: ${memory.transfer?.kind ?? ''} ${stage ?? 'none'}${memory.transfer?.to ? ` to ${memory.transfer.to}` : ''}`)
  const rules = describeRules(memory)
  if (before === null || rules !== describeRules(before.memory)) story.tell(`  rules: ${rules}`)
  for (const { id, state, problem } of operations) if (state !== 'running') story.tell(`  operation ${id}: ${state}${problem === null ? '' : `, ${problem}`}`)
}

function describeRules({ acknowledgements }: Analysis['memory']): string {
  return acknowledgements.map(({ members, required, from }) => `${required} of ${Object.keys(members).length}${from === null ? '?' : ''}`).join(' + ')
}
