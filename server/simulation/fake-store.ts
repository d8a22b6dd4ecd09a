import type { Analysis } from '@/server/domain/decision'
import { beginOperation } from '@/server/domain/begin-operation'
import { emptyMemory, type ClusterDefinition, type OperatorMemory } from '@/server/domain/memory'

/** What Postgres keeps of one cluster: the definition with its operations, and the memory of whoever leads. */
export class FakeStore {
  memory: OperatorMemory = emptyMemory()
  private leaderEpoch = 0

  constructor(readonly definition: ClusterDefinition) {}

  /** A new operator takes the lease. @returns its fencing token */
  lead(): number {
    return ++this.leaderEpoch
  }

  leads(epoch: number): boolean {
    return epoch === this.leaderEpoch
  }

  /** As a restarted operator reads it: nothing but what JSON keeps. */
  load(): OperatorMemory {
    return JSON.parse(JSON.stringify(this.memory)) as OperatorMemory
  }

  /** @returns false when another operator leads by now; then nothing was stored and nothing may be done */
  put(epoch: number, { memory, operations, newOperations }: Analysis, now: number): boolean {
    if (!this.leads(epoch)) return false
    this.memory = memory
    const { definition } = this
    for (const begun of newOperations) {
      if (definition.operations.some(({ id }) => id === begun.id)) continue
      definition.operations.push(beginOperation(begun, definition.generation, now))
    }
    for (const { id, state, steps } of operations) {
      const operation = definition.operations.find((one) => one.id === id)
      if (operation) Object.assign(operation, { state, steps, startedAt: operation.startedAt ?? now })
    }
    definition.operations = definition.operations.filter(({ state }) => state === 'pending' || state === 'running')
    return true
  }
}
