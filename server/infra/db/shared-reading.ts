interface Line {
  running: Promise<unknown>
  /** Begins when `running` has ended; everybody who asks in the meantime waits for it. */
  next: Promise<unknown> | null
}

const lines = new WeakMap<object, Map<string, Line>>()

/**
 * Reads once for everybody in this process who asks for the same at the same time: at most one reading of a key is under
 * way, and who asks meanwhile shares the next one. The answer is never older than the question, so it needs no
 * invalidation. For readings that cost as much as what is open and are asked for by many screens at each change.
 * @param of the database client that is read
 * @param key what is read, with everything that the result depends on
 */
export function shareReading<T>(of: object, key: string, read: () => Promise<T>): Promise<T> {
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
