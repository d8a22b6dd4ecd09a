import { z } from 'zod'

/** Things that can be broken in the sandbox, to see what Podkeeper does. */
export const sandboxFaultSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('kill-pod'), clusterId: z.string(), instance: z.string() }),
    z.object({ type: z.literal('stop-sql-thread'), clusterId: z.string(), instance: z.string() }),
    z.object({ type: z.literal('stop-io-thread'), clusterId: z.string(), instance: z.string() }),
    z.object({ type: z.literal('slow-replica'), clusterId: z.string(), instance: z.string(), applyPerSecond: z.number().min(0).max(100_000) }),
    z.object({ type: z.literal('cut-node'), node: z.string() }),
    z.object({ type: z.literal('api-server-away') }),
    z.object({ type: z.literal('set-load'), clusterId: z.string(), transactionsPerSecond: z.number().min(0).max(100_000) }),
  ])
  .meta({ id: 'SandboxFault' })
export type SandboxFault = z.infer<typeof sandboxFaultSchema>

export const activeFaultSchema = z.object({ id: z.string(), since: z.iso.datetime(), description: z.string(), fault: sandboxFaultSchema })
export type ActiveFault = z.infer<typeof activeFaultSchema>

export const sandboxStateSchema = z
  .object({
    nodes: z.array(z.object({ name: z.string(), zone: z.string(), ready: z.boolean() })),
    /** those that last until they are ended */
    faults: z.array(activeFaultSchema),
    loads: z.array(z.object({ clusterId: z.string(), transactionsPerSecond: z.number() })),
  })
  .meta({ id: 'SandboxState' })
export type SandboxState = z.infer<typeof sandboxStateSchema>
