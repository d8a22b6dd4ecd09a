import { AppError } from '@/server/contracts/errors'
import type { SandboxControl } from '@/server/domain/sandbox-port'
import { servicePorts } from '../ports'

/** @throws AppError sandbox.only when no sandbox runs in this process */
export function sandboxControl(): SandboxControl {
  const { sandbox } = servicePorts()
  if (sandbox === null) throw new AppError('sandbox.only', 'No sandbox runs in this process: Podkeeper is connected to a real Kubernetes.', { action: 'Start Podkeeper with PODKEEPER_SANDBOX=1 to break things safely.' })
  return sandbox
}
