import { environment } from '@/server/config/environment'
import { AppError } from '@/server/contracts/errors'

/**
 * Keeps other sites from sending requests with somebody's session cookie.
 * @throws AppError auth.foreign-origin
 */
export function requireSameOrigin(headers: Headers): void {
  const site = headers.get('sec-fetch-site')
  if (site === 'same-origin') return
  const origin = headers.get('origin')
  if (site === null && origin !== null && allowedHosts(headers).has(hostOf(origin))) return
  throw new AppError('auth.foreign-origin', origin === null ? 'The request carries a session cookie but does not say which site it came from.' : `The request came from ${origin.slice(0, 200)}, which is not Podkeeper's address.`, {
    action: 'Programs should send an API token instead of a cookie. If Podkeeper has another address than its reverse proxy passes on, set PUBLIC_URL.',
  })
}

function allowedHosts(headers: Headers): Set<string> {
  const settings = environment()
  const hosts = new Set([headers.get('host') ?? ''])
  if (settings.publicUrl) hosts.add(new URL(settings.publicUrl).host)
  if (settings.trustedProxies > 0) hosts.add(headers.get('x-forwarded-host') ?? '')
  hosts.delete('')
  return hosts
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : 'null'
}
