'use client'
import { Button } from '@/components/ui/button'
import type { Finding } from '@/server/contracts/cluster-status'
import { useChangeDenial } from './cluster-context'
import { useInterventions } from './interventions'

/** Troubles of a replica that end with a person's choice between a new copy, its own data, and a fence. */
export const REPAIRABLE: ReadonlySet<string> = new Set(['ErrantTransactions', 'CloneNeeded', 'ReplicationStopped', 'ForeignData'])

/** The way from a finding to what can be done about it. */
export function FindingAction({ finding: { code, instance } }: { finding: Finding }) {
  const { open } = useInterventions()
  const denial = useChangeDenial('clusters.intervene')
  if (code === 'FailoverNotDone') return <Button size="sm" variant="danger" disabledReason={denial} onClick={() => open({ kind: 'failover' })}>Fail over…</Button>
  if (instance === null || !REPAIRABLE.has(code)) return null
  return <Button size="sm" disabledReason={denial} onClick={() => open({ kind: 'repair', instance })}>{`Repair ${instance}…`}</Button>
}
