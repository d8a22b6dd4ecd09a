import type { SandboxFault, SandboxState } from '@/server/contracts/sandbox'

/** What the fault panel does to the sandbox. Lasting faults end by `end`; `kill-pod` and `set-load` happen at once. */
export interface SandboxControl {
  state(): SandboxState
  inject(fault: SandboxFault): void
  end(faultId: string): void
}
