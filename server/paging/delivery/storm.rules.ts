/**
 * An organisation that files without end (SEMANTICS §3, storms): every S1 opens its own page, and beyond 20 filings in
 * 10 minutes the organisation's notifications go as one bundle per contact method, at most one per minute. Pure; epoch ms.
 */
export const stormSpanMs = 10 * 60_000
export const maxFilingsBeforeStorm = 20
export const stormBundleMs = 60_000

/** @param filings of the organisation in the last 10 minutes */
export const isStorm = (filings: number): boolean => filings > maxFilingsBeforeStorm

interface OfOrganisation {
  /** Null for what no organisation caused, such as a drill. */
  organisationId: string | null
}

export interface StormGroup<T> {
  /** Null: everything that belongs to no storm. */
  organisationId: string | null
  deliveries: T[]
  /** When it may go, epoch ms; null at once. */
  until: number | null
}

/**
 * Groups what waits for a contact method: everything that belongs to no storm together, and each storm by itself. The
 * order within a group stays; groups that may go at once come first, then in the order of their oldest notification.
 * @param storms organisations in a storm, with the instant until which their next bundle waits, null when it may go
 */
export function groupByStorm<T extends OfOrganisation>(
  waiting: readonly T[],
  storms: ReadonlyMap<string, number | null>,
): StormGroup<T>[] {
  const groups = new Map<string | null, StormGroup<T>>()
  for (const delivery of waiting) {
    const { organisationId } = delivery
    const key = organisationId !== null && storms.has(organisationId) ? organisationId : null
    const group = groups.get(key)
    if (group) group.deliveries.push(delivery)
    else
      groups.set(key, {
        organisationId: key,
        deliveries: [delivery],
        until: key === null ? null : (storms.get(key) ?? null),
      })
  }
  return [...groups.values()].sort((a, b) => Number(a.until !== null) - Number(b.until !== null))
}
