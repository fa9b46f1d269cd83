/** Which tickets a customer's list shows, as its address says it; what it does not understand counts as not given. */
export function listPlaceOf(read: (name: string) => string | null | undefined): {
  scope: 'open' | 'done'
  after: string | null
} {
  const after = read('after') ?? ''
  return { scope: read('scope') === 'done' ? 'done' : 'open', after: /^[\w-]{1,400}$/.test(after) ? after : null }
}
