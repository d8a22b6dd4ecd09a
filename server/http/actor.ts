import { cache } from 'react'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { authenticate, type Authenticated } from '@/server/auth/authenticate'
import { hasPermission, type Actor, type Permission } from '@/server/contracts/access'
import { PAGE_PATH_HEADER } from './page-path'
import { requestIdOf } from './request-id'

/** Who opens the page; once a request. */
const currentAuthentication = cache(async (): Promise<Authenticated | null> => {
  const sent = new Headers(await headers())
  // pages cannot set cookies, so the session's end is moved on by REST routes and actions only
  return authenticate(sent, { requestId: requestIdOf(sent), refresh: false })
})

/**
 * Who opens the page, for server components; null when signed out.
 * @throws AppError database.unreachable
 */
export async function currentActor(): Promise<(Actor & { id: string }) | null> {
  return (await currentAuthentication())?.actor ?? null
}

/** Whether the visitor still has a one-time password. */
export async function mustChangePassword(): Promise<boolean> {
  return (await currentAuthentication())?.mustChangePassword ?? false
}

/**
 * Who opens the page; leads to /login or /change-password when need be.
 * @param permission what the page needs
 * @returns `permitted` false when the role does not allow it: the page then says who can give it
 */
export async function requireActor(permission?: Permission): Promise<{ actor: Actor & { id: string }; permitted: boolean }> {
  const found = await currentAuthentication()
  const path = (await headers()).get(PAGE_PATH_HEADER) ?? '/'
  if (!found) redirect(`/login?next=${encodeURIComponent(path)}`)
  if (found.mustChangePassword) redirect(`/change-password?next=${encodeURIComponent(path)}`)
  return { actor: found.actor, permitted: permission === undefined || hasPermission(found.actor.role, permission) }
}
