import { describe, expect, it } from 'vitest'
import { sandboxFaultSchema } from '@/server/contracts/sandbox'
import { listInstanceFaults } from './instance-faults'

const choicesOf = (role: string, primary: string | null = 'shop-db-0') => listInstanceFaults('c1', { name: 'shop-db-1', role }, primary).flatMap(({ choices }) => choices)

describe('faults of an instance', () => {
  it('are those of the contract, each once', () => {
    const offered = choicesOf('replica').map(({ fault }) => sandboxFaultSchema.parse(fault).type)
    const known = sandboxFaultSchema.options.filter((option) => 'instance' in option.shape).map((option) => option.shape.type.value)
    expect([...offered].sort()).toEqual([...known].sort())
  })

  it('that are about replication are not offered for a primary, and say why', () => {
    const refused = choicesOf('primary').filter(({ reason }) => reason !== null)
    expect(refused.map(({ fault }) => fault.type)).toEqual(['stop-sql-thread', 'stop-io-thread', 'slow-replica', 'cut-link', 'open-by-hand'])
    expect(refused[0]?.reason).toBe('shop-db-1 is no replica')
    expect(choicesOf('replica', null).filter(({ reason }) => reason !== null).map(({ fault }) => fault.type)).toEqual(['cut-link'])
  })
})
