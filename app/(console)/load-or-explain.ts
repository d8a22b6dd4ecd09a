import { unstable_rethrow } from 'next/navigation'
import { headers } from 'next/headers'
import type { ActionResult } from '@/server/contracts/action'
import { toProblem } from '@/server/http/problem'
import { requestIdOf } from '@/server/http/request-id'

/** Reads what a page shows. A problem is returned, so that the page can explain it inside its frame; redirects and notFound pass. */
export async function loadOrExplain<T>(load: () => Promise<T>): Promise<ActionResult<T>> {
  try {
    return { ok: true, value: await load() }
  } catch (error) {
    unstable_rethrow(error)
    const requestId = requestIdOf(new Headers(await headers()))
    return { ok: false, problem: toProblem(error, requestId, { page: true }) }
  }
}
