export const dynamic = 'force-dynamic'

/** Liveness: the process answers. Whether Postgres does is /readyz's matter, as a restart would not mend it. */
export function GET(): Response {
  return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } })
}
