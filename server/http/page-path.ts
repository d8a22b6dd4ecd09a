/** Set by proxy.ts on page requests, for the way back after signing in. */
export const PAGE_PATH_HEADER = 'x-podkeeper-path'

/** Pages that are shown without a session. */
const PUBLIC_PAGES = /^\/(login|docs)(\/|$)/

export function isPublicPage(pathname: string): boolean {
  return PUBLIC_PAGES.test(pathname)
}

/** Where to go after signing in: `next` when it is a path of this site, else the first page. */
export function safeNextPath(next: string | string[] | null | undefined): string {
  if (typeof next !== 'string' || !next.startsWith('/') || next.length > 2000) return '/'
  const base = 'http://podkeeper.invalid'
  if (!URL.canParse(next, base)) return '/'
  const url = new URL(next, base)
  // "//host" and "/\host" lead to another site
  if (url.origin !== base || isPublicPage(url.pathname)) return '/'
  return `${url.pathname}${url.search}${url.hash}`
}
