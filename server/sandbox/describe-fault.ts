import type { SandboxFault } from '@/server/contracts/sandbox'

/** What is broken, in a sentence without a full stop. */
export function describeFault(fault: SandboxFault): string {
  switch (fault.type) {
    case 'kill-pod':
      return `${fault.instance} was killed`
    case 'crash-mysql':
      return `mysqld of ${fault.instance} died`
    case 'hang-mysql':
      return `mysqld of ${fault.instance} hangs: it keeps its connections and answers nothing`
    case 'stop-sql-thread':
      return `The applier of ${fault.instance} stopped with a duplicate key (error 1062) and does not start until this is ended`
    case 'stop-io-thread':
      return `The receiver of ${fault.instance} is stopped and does not start until this is ended`
    case 'slow-replica':
      return `${fault.instance} applies at most ${fault.applyPerSecond} transactions per second`
    case 'slow-link':
      return `Every packet from and to ${fault.instance} takes ${fault.delayMs} ms`
    case 'cut-link':
      return `Nothing passes between ${fault.instance} and ${fault.peer}`
    case 'cut-operator':
      return `Podkeeper does not reach MySQL of ${fault.instance}; everybody else does`
    case 'cut-clients':
      return `Applications do not reach ${fault.instance}; everybody else does`
    case 'isolate-instance':
      return `${fault.instance} is cut off from Podkeeper and the other instances${fault.clientsInside ? ', with the applications on its side' : ''}`
    case 'fill-volume':
      return `The volume of ${fault.instance} is full`
    case 'lose-volume':
      return `The volume of ${fault.instance} was lost`
    case 'clock-skew':
      return `The clock of ${fault.instance} is ${Math.abs(fault.skewMs) / 1000} s ${fault.skewMs < 0 ? 'behind' : 'ahead'}`
    case 'write-by-hand':
      return `A person wrote ${fault.transactions} transactions at ${fault.instance}`
    case 'open-by-hand':
      return `A person made ${fault.instance} writable`
    case 'cut-node':
      return `Node ${fault.node} is cut off the network`
    case 'stop-node':
      return `Node ${fault.node} has no power`
    case 'api-server-away':
      return 'The Kubernetes API server does not answer'
    case 'set-load':
      return `Clients write ${fault.transactionsPerSecond} transactions per second`
    default:
      return fault satisfies never
  }
}
