import type { Actor } from '@/server/contracts/access'
import { AppError } from '@/server/contracts/errors'
import type { SandboxState } from '@/server/contracts/sandbox'
import { runInTransaction } from '@/server/database/client'
import { writeAudit } from '../audit/write-audit'
import { requirePermission } from '../clusters/require-permission'
import { sandboxControl } from './sandbox-control'

/** Ends a lasting fault. @throws AppError auth.forbidden, sandbox.only, not-found */
export async function endFault(actor: Actor, input: { id: string }): Promise<SandboxState> {
  requirePermission(actor, 'sandbox.faults')
  const control = sandboxControl()
  const fault = control.state().faults.find((candidate) => candidate.id === input.id)
  if (!fault) throw new AppError('not-found', 'This fault is not there: it has ended.', { action: 'Look at the faults that last.' })
  await runInTransaction((tx) => writeAudit(tx, { actor, action: 'sandbox.end-fault', target: { kind: 'sandbox', id: fault.id, name: fault.fault.type }, before: fault.fault }))
  control.end(fault.id)
  return control.state()
}
