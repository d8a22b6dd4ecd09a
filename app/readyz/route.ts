import { whyNotReady } from '@/server/http/readiness'

export const dynamic = 'force-dynamic'

/** Readiness: 503 with the reason while starting, while Postgres is away, and after SIGTERM. */
export async function GET(): Promise<Response> {
  const reason = await whyNotReady()
  return Response.json(reason === null ? { status: 'ready' } : { status: 'unavailable', reason }, { status: reason === null ? 200 : 503, headers: { 'cache-control': 'no-store' } })
}
