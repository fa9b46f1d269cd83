import type { Routing } from './schema'

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/**
 * Returns what a save of the rules changes, for the audit trail: the names of rules that were added, changed and
 * removed, whether the order of those that stay is another, and whether the default is.
 */
export function changesOf(before: Routing, after: Routing) {
  const had = new Map(before.rules.map((rule) => [rule.id, rule]))
  const has = new Set(after.rules.map(({ id }) => id))
  const stayed = (rules: Routing['rules'], others: { has: (id: string) => boolean }) =>
    rules.flatMap(({ id }) => (others.has(id) ? [id] : []))
  const names = (rules: Routing['rules']) => rules.map(({ name }) => name)
  return {
    rules: after.rules.length,
    added: names(after.rules.filter(({ id }) => !had.has(id))),
    changed: names(after.rules.filter((rule) => had.has(rule.id) && !isSame(had.get(rule.id), rule))),
    removed: names(before.rules.filter(({ id }) => !has.has(id))),
    reordered: !isSame(stayed(before.rules, has), stayed(after.rules, had)),
    defaultChanged: !isSame(before.otherwise, after.otherwise),
  }
}
