interface Line {
  running: Promise<unknown>
  /** Begins when `running` has ended; all callers that arrive in the meantime share it. */
  next: Promise<unknown> | null
}

const lines = new WeakMap<object, Map<string, Line>>()

/**
 * Coalesces concurrent reads within this process: at most one read per key runs at a time, and callers that arrive
 * meanwhile share the next one. A result is never older than its request, so no invalidation is needed. Use it for
 * reads whose cost grows with the number of open tickets and that many screens repeat at each change.
 * @param of the database client that is read from
 * @param key identifies the read and everything that its result depends on
 */
export function coalesceRead<T>(of: object, key: string, read: () => Promise<T>): Promise<T> {
  const known = lines.get(of) ?? new Map<string, Line>()
  lines.set(of, known)
  const begin = (): Promise<T> => {
    const line: Line = { running: read(), next: null }
    known.set(key, line)
    const end = () => {
      if (line.next === null) known.delete(key)
    }
    line.running.then(end, end)
    return line.running as Promise<T>
  }
  const line = known.get(key)
  if (!line) return begin()
  line.next ??= line.running.then(begin, begin)
  return line.next as Promise<T>
}
