/** A page's query as the router hands it over. */
export type Query = Record<string, string | string[] | undefined>

/** Where to go after sign-in: a path of this site, never another's. */
export function nextPath(wanted: string | string[] | undefined): string {
  if (typeof wanted !== 'string' || !/^\/(?![/\\])/.test(wanted)) return '/'
  return /[\\\s]/.test(wanted) ? '/' : wanted
}
