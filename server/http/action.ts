import { headers } from 'next/headers'
import { unstable_rethrow } from 'next/navigation'
import type { z } from 'zod'
import { authenticate } from '@/server/auth/authenticate'
import { authorize, type Requirement } from '@/server/auth/authorize'
import type { Actor } from '@/server/contracts/access'
import type { ActionResult } from '@/server/contracts/action'
import { parseInput, toProblem } from './problem'
import { requestIdOf } from './request-id'
import { requireSameOrigin } from './same-origin'

export interface ActionOptions<I extends z.ZodType> {
  permission: Requirement
  input: I
  /** false for previews and other reads, which READ_ONLY_MODE permits */
  changes?: boolean
  /** true for what somebody with a one-time password may do */
  duringPasswordChange?: boolean
}

export interface ActionInput<I extends z.ZodType, R extends Requirement> {
  /** null only for public actions */
  actor: R extends 'public' ? Actor | null : Actor & { id: string }
  input: z.output<I>
  requestId: string
  /** of the browser's request */
  headers: Headers
}

/**
 * Makes a server action with the same checks as a REST route. Expected errors are returned, not thrown, so that forms can show
 * them; redirect() and notFound() inside the handler work.
 *
 *     'use server'
 *     export const createCluster = action({ permission: 'clusters.write', input: createClusterSchema }, ({ actor, input }) => create(actor, input))
 */
export function action<const R extends Requirement, I extends z.ZodType, T>(
  options: ActionOptions<I> & { permission: R },
  handler: (input: ActionInput<I, R>) => T | Promise<T>,
): (input: z.input<I>) => Promise<ActionResult<T>> {
  return async (input) => {
    const sent = new Headers(await headers())
    const requestId = requestIdOf(sent)
    try {
      const who = await authenticate(sent, { requestId, refresh: true })
      requireSameOrigin(sent)
      authorize(who, options.permission, { changes: options.changes ?? true, duringPasswordChange: options.duringPasswordChange ?? false })
      // a private or signed-in action has an actor: authorize refuses otherwise
      const context = { actor: who?.actor ?? null, input: parseInput(options.input, input), requestId, headers: sent } as ActionInput<I, R>
      return { ok: true, value: await handler(context) }
    } catch (error) {
      unstable_rethrow(error)
      return { ok: false, problem: toProblem(error, requestId, { serverAction: true }) }
    }
  }
}
