const values = new Map<string, number>()

/**
 * Adds to a counter of this process. Labels are part of the name, as in `sends_total{channel="email",outcome="sent"}`.
 * A worker's values are stored with its heartbeat; those of a web process stay in its memory.
 */
export function count(name: string, by = 1) {
  values.set(name, (values.get(name) ?? 0) + by)
}

/** Sets a gauge of this process: a value that goes up and down. */
export function gauge(name: string, value: number) {
  values.set(name, value)
}

/** Returns every counter and gauge of this process, by name and labels. */
export function metricValues(): Record<string, number> {
  return Object.fromEntries(values)
}
