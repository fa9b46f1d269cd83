/**
 * Limits notifications when an organisation files many tickets (SEMANTICS §3, storms): every S1 opens its own page, and
 * above 20 filings in 10 minutes the organisation's notifications go as one bundle per contact method, at most one per
 * minute. Pure; epoch ms.
 */
export const stormSpanMs = 10 * 60_000
export const maxFilingsBeforeStorm = 20
export const stormBundleMs = 60_000

/** @param filings the organisation's tickets of the last 10 minutes */
export const isStorm = (filings: number): boolean => filings > maxFilingsBeforeStorm

interface OfOrganisation {
  /** Null when no organisation caused it, as for a drill. */
  organisationId: string | null
}

export interface StormGroup<T> {
  /** The organisation in a storm; null for the group outside any storm. */
  organisationId: string | null
  deliveries: T[]
  /** When the group may be sent, epoch ms; null: at once. */
  until: number | null
}

/**
 * Groups what waits for a contact method: one group for everything outside storms, and one per storm. The order within
 * a group is kept. Groups that may be sent at once come first; otherwise they are ordered by their first notification.
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
