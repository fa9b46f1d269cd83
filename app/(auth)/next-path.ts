/** A page's query as the router passes it. */
export type Query = Record<string, string | string[] | undefined>

/** Returns the path to open after signing in: a path of this site, `/` for anything else. */
export function nextPath(wanted: string | string[] | undefined): string {
  if (typeof wanted !== 'string' || !/^\/(?![/\\])/.test(wanted)) return '/'
  return /[\\\s\p{Cc}]/u.test(wanted) || wanted.length > 500 ? '/' : wanted
}

/** Adds the path to open after signing in to the URL of a page on the way there. */
export function withNext(path: string, next: string): string {
  if (next === '/') return path
  return `${path}${path.includes('?') ? '&' : '?'}next=${encodeURIComponent(next)}`
}
