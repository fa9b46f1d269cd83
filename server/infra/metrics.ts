const counters = new Map<string, number>()

/** Counts something that is not an error of the caller but must be seen (a nudge that could not be queued). */
export function count(name: string, by = 1) {
  counters.set(name, (counters.get(name) ?? 0) + by)
}

export function counterValues(): Record<string, number> {
  return Object.fromEntries(counters)
}
