import { AppError } from '@/server/contracts/errors'
import type { ActiveFault, SandboxFault } from '@/server/contracts/sandbox'
import type { SandboxControl } from '@/server/domain/sandbox-port'
import { beginFault } from './begin-fault'
import { describeFault } from './describe-fault'
import { endFault } from './end-fault'
import { clusterGroups } from './fault-targets'
import { loadOf } from './mysql-group'
import type { World } from './world'

/** Faults at the same place do not add up. */
function placeOf(fault: SandboxFault): string {
  if ('node' in fault) return `node/${fault.node}`
  return 'instance' in fault ? [fault.type, fault.clusterId, fault.instance, 'peer' in fault ? fault.peer : ''].join('/') : fault.type
}

/** The fault panel. @throws AppError not-found for an instance, cluster or node that the sandbox does not have */
export function createSandboxControl(world: World): SandboxControl {
  const faults = new Map<string, ActiveFault>()

  return {
    state: () => ({
      nodes: [...world.nodes.values()].map(({ name, zone, ready, cut }) => ({ name, zone, ready: ready && !cut })),
      faults: [...faults.values()],
      loads: clusterGroups(world).map((group) => ({ clusterId: group.clusterId ?? '', transactionsPerSecond: loadOf(world, group) })),
    }),
    inject(fault) {
      if ([...faults.values()].some((active) => JSON.stringify(active.fault) === JSON.stringify(fault))) return
      if (!beginFault(world, fault)) return
      // one with another measure takes the place of the one before
      for (const [id, active] of faults) if (placeOf(active.fault) === placeOf(fault)) faults.delete(id)
      const id = world.random.hex(`fault-${world.nextNumber()}`, 12)
      faults.set(id, { id, fault, since: new Date(world.clock.now()).toISOString(), description: describeFault(fault) })
    },
    end(faultId) {
      const active = faults.get(faultId)
      if (!active) throw new AppError('not-found', 'The fault was ended already.', { action: 'Reload the page to see what is active.' })
      faults.delete(faultId)
      endFault(world, active.fault)
    },
  }
}
