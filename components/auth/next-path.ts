/** Where to go after signing in: a path of this site only, so that a link cannot lead elsewhere. */
export function safeNextPath(next: string | string[] | undefined): string {
  const path = Array.isArray(next) ? next[0] : next
  if (path === undefined || !/^\/(?![/\\])[^\u0000-\u001f\\]*$/.test(path)) return '/clusters'
  return path === '/' || path.startsWith('/login') || path.startsWith('/change-password') ? '/clusters' : path
}
