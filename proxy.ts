import { randomBytes } from 'node:crypto'
import { NextResponse, type NextRequest } from 'next/server'
import { PAGE_PATH_HEADER, isPublicPage } from '@/server/http/page-path'
import { REQUEST_ID_HEADER, requestIdOf } from '@/server/http/request-id'
import { contentSecurityPolicy, SECURITY_HEADERS } from '@/server/http/security-headers'

/**
 * Runs before every page: security headers with a fresh nonce, a request id, and the way to /login for who has no session
 * cookie at all. Whether the session still holds is checked by the page.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl
  const signedOut = !request.cookies.getAll().some((cookie) => cookie.name.endsWith('podkeeper.session_token'))
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if (signedOut && isRead && !isPublicPage(pathname)) {
    const login = new URL('/login', request.url)
    if (pathname !== '/' || search !== '') login.searchParams.set('next', `${pathname}${search}`)
    return withHeaders(NextResponse.redirect(login))
  }
  const nonce = randomBytes(16).toString('base64')
  const policy = contentSecurityPolicy(nonce, { development: process.env.NODE_ENV === 'development', https: (process.env['PUBLIC_URL'] ?? '').startsWith('https:') })
  const requestId = requestIdOf(request.headers)
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  // Next reads the nonce for its own scripts from here
  headers.set('content-security-policy', policy)
  headers.set(REQUEST_ID_HEADER, requestId)
  headers.set(PAGE_PATH_HEADER, `${pathname}${search}`)
  const response = withHeaders(NextResponse.next({ request: { headers } }))
  response.headers.set('content-security-policy', policy)
  response.headers.set(REQUEST_ID_HEADER, requestId)
  return response
}

function withHeaders(response: NextResponse): NextResponse {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value)
  return response
}

/** API routes set theirs themselves (server/http/route.ts); files need none. */
export const config = {
  matcher: ['/((?!api/|_next/static|_next/image|healthz|readyz|metrics|favicon|icon|apple-icon|robots.txt|.*\\.(?:svg|png|ico|webp|woff2)$).*)'],
}
