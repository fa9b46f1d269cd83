/** A page's query as the router hands it over. */
export type Query = Record<string, string | string[] | undefined>

/** Where to go after sign-in: a path of this site, never another's. */
export function nextPath(wanted: string | string[] | undefined): string {
  if (typeof wanted !== 'string' || !/^\/(?![/\\])/.test(wanted)) return '/'
  return /[\\\s\p{Cc}]/u.test(wanted) || wanted.length > 500 ? '/' : wanted
}

/** Adds where a sign-in leads to the address of a page on its way. */
export function withNext(path: string, next: string): string {
  if (next === '/') return path
  return `${path}${path.includes('?') ? '&' : '?'}next=${encodeURIComponent(next)}`
}
