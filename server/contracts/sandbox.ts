import { z } from 'zod'

const onInstance = { clusterId: z.string(), instance: z.string() }
const HOUR_MS = 3_600_000

/** Things that can be broken in the sandbox, to see what Podkeeper does. Those marked "at once" are over as soon as they happened. */
export const sandboxFaultSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('kill-pod'), ...onInstance }).meta({ description: 'At once: the pod is gone, mysqld had no time to shut down' }),
    z.object({ type: z.literal('crash-mysql'), ...onInstance }).meta({ description: 'At once: mysqld dies (kill -9), its container is restarted' }),
    z.object({ type: z.literal('hang-mysql'), ...onInstance }).meta({ description: 'mysqld stops where it is (SIGSTOP): it keeps its connections and answers nothing' }),
    z.object({ type: z.literal('stop-sql-thread'), ...onInstance }),
    z.object({ type: z.literal('stop-io-thread'), ...onInstance }),
    z.object({ type: z.literal('slow-replica'), ...onInstance, applyPerSecond: z.number().min(0).max(100_000) }),
    z.object({ type: z.literal('slow-link'), ...onInstance, delayMs: z.number().min(0).max(600_000) }).meta({ description: 'Every packet from and to the instance takes so long' }),
    z.object({ type: z.literal('cut-link'), ...onInstance, peer: z.string() }).meta({ description: 'Nothing passes between the two instances' }),
    z.object({ type: z.literal('cut-operator'), ...onInstance }).meta({ description: 'Podkeeper does not reach it; applications and the other instances do' }),
    z.object({ type: z.literal('cut-clients'), ...onInstance }).meta({ description: 'Applications do not reach it; Podkeeper and the other instances do' }),
    z.object({ type: z.literal('isolate-instance'), ...onInstance, clientsInside: z.boolean() }).meta({ description: 'Neither Podkeeper nor the other instances reach it; applications do when they are on its side' }),
    z.object({ type: z.literal('fill-volume'), ...onInstance }).meta({ description: 'Something else takes all that is free on its volume' }),
    z.object({ type: z.literal('lose-volume'), ...onInstance }).meta({ description: 'At once: its volume is gone for good, its claim is Lost' }),
    z.object({ type: z.literal('clock-skew'), ...onInstance, skewMs: z.number().min(-HOUR_MS).max(HOUR_MS) }).meta({ description: 'Its clock is ahead, or behind where it is negative' }),
    z.object({ type: z.literal('write-by-hand'), ...onInstance, transactions: z.number().int().min(1).max(1000) }).meta({ description: 'At once: a person writes there although it is read-only' }),
    z.object({ type: z.literal('open-by-hand'), ...onInstance }).meta({ description: 'At once: a person makes it writable' }),
    z.object({ type: z.literal('cut-node'), node: z.string() }).meta({ description: 'The node reaches nothing and is reached by nothing; its pods run on' }),
    z.object({ type: z.literal('stop-node'), node: z.string() }).meta({ description: 'The node has no power' }),
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
