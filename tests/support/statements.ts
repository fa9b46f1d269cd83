import type pg from 'pg'

export interface StatementRecorder {
  /** Statements inside transactions since the last `clear`, BEGIN and COMMIT included, in order: each is one round trip. */
  inTransactions(): string[]
  /** Statements outside transactions since the last `clear`. */
  outside(): string[]
  clear(): void
}

const textOf = (query: unknown): string =>
  typeof query === 'string' ? query : ((query as { text?: string } | undefined)?.text ?? '')

/** Records what is sent over connections that the pool opens from now on. */
export function recordStatements(pool: pg.Pool): StatementRecorder {
  let inside: string[] = []
  let outside: string[] = []
  pool.on('connect', (client) => {
    let isInside = false
    const send = client.query.bind(client) as (...args: unknown[]) => unknown
    client.query = ((...args: unknown[]) => {
      const text = textOf(args[0])
      if (/^begin/i.test(text)) isInside = true
      ;(isInside ? inside : outside).push(text)
      if (/^(commit|rollback$)/i.test(text)) isInside = false
      return send(...args)
    }) as typeof client.query
  })
  return {
    inTransactions: () => inside,
    outside: () => outside,
    clear() {
      inside = []
      outside = []
    },
  }
}
