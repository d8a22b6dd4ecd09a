import type { Actor } from '@/server/contracts/access'
import { AppError } from '@/server/contracts/errors'
import type { SandboxFault, SandboxState } from '@/server/contracts/sandbox'
import { runInTransaction } from '@/server/database/client'
import { ordinalOf } from '@/server/domain/choose-replicas'
import { writeAudit } from '../audit/write-audit'
import { loadCluster } from '../clusters/load-cluster'
import { requirePermission } from '../clusters/require-permission'
import { sandboxControl } from './sandbox-control'

/** Breaks something in the sandbox. @throws AppError auth.forbidden, sandbox.only, not-found, cluster.gone, request.invalid */
export async function injectFault(actor: Actor, fault: SandboxFault): Promise<SandboxState> {
  requirePermission(actor, 'sandbox.faults')
  const control = sandboxControl()
  await checkTarget(fault, control.state().nodes.map((node) => node.name))
  await runInTransaction((tx) => writeAudit(tx, { actor, action: 'sandbox.inject-fault', target: { kind: 'sandbox', id: null, name: fault.type }, after: fault }))
  control.inject(fault)
  return control.state()
}

async function checkTarget(fault: SandboxFault, nodes: readonly string[]): Promise<void> {
  if (fault.type === 'api-server-away') return
  if ('node' in fault) {
    if (!nodes.includes(fault.node)) throw invalid('node', `The sandbox has no node ${fault.node}.`)
    return
  }
  const cluster = await loadCluster(fault.clusterId)
  if (fault.type === 'set-load') return
  if (ordinalOf(cluster.name, fault.instance) === null) throw invalid('instance', `${cluster.name} has no instance ${fault.instance}.`)
  if (fault.type !== 'cut-link') return
  if (ordinalOf(cluster.name, fault.peer) === null) throw invalid('peer', `${cluster.name} has no instance ${fault.peer}.`)
  if (fault.peer === fault.instance) throw invalid('peer', 'An instance needs no network to itself.')
}

function invalid(path: string, message: string): AppError {
  return new AppError('request.invalid', message, { action: 'Choose one that is there.', fields: [{ path, message }] })
}
