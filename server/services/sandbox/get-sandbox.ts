import type { Actor } from '@/server/contracts/access'
import type { SandboxState } from '@/server/contracts/sandbox'
import { requirePermission } from '../clusters/require-permission'
import { sandboxControl } from './sandbox-control'

/** Nodes, lasting faults and loads of the sandbox. @throws AppError auth.forbidden, sandbox.only */
export function getSandbox(actor: Actor): SandboxState {
  requirePermission(actor, 'clusters.read')
  return sandboxControl().state()
}
