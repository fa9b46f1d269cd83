/** Limits of routing: rules in the list, characters of a name and of one entry of words, entries of one condition. */
export const routingLimits = { rules: 100, name: 80, words: 200, entries: 50, organisations: 200 } as const

/** A dry run goes this far back, and names at most this many tickets that would be routed differently. */
export const dryRunDays = 30
export const dryRunNamed = 100
