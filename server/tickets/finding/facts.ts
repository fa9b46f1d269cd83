/** The longest query, in UTF-16 code units. */
export const maxQuery = 1_000
/** A count of found tickets is exact up to this one. */
export const maxCount = 1_000
/** Filters whose values are looked up. */
export const lookedUpKeys = ['org', 'assignee', 'filer', 'team', 'tag', 'region', 'carrier'] as const
