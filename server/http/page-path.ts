/** Set by proxy.ts on page requests, for the way back after signing in. */
export const PAGE_PATH_HEADER = 'x-podkeeper-path'

/** Pages that are shown without a session. */
const PUBLIC_PAGES = /^\/(login|docs)(\/|$)/

export function isPublicPage(pathname: string): boolean {
  return PUBLIC_PAGES.test(pathname)
}
