import { fieldOf, isText } from '@/app/_ui/field-of'

/**
 * Sends a content until the outcome is known: success, a refusal, or cancelling by the writer. Outages are retried with
 * the same input, and so with the same idempotency key; a refusal is final and never retried.
 */
export type Failure = { kind: 'refused' } | { kind: 'outage'; retryAfterMs: number | null }

/** UNAVAILABLE with one of these reasons depends on the contract: retrying cannot help. */
const settledReasons: ReadonlySet<string> = new Set(['noPlan', 'noPolicyInForce'])

function retryAfterMsOf(headers: unknown): number | null {
  const text = headers instanceof Headers ? headers.get('retry-after') : null
  const seconds = text === null ? Number.NaN : Number(text)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null
}

/**
 * Tells whether a failed request was refused, or whether its outcome is unknown: no answer, an error of a proxy, or an
 * outage that the server reports (503).
 */
export function failureOf(error: unknown): Failure {
  const response = fieldOf(fieldOf(error, 'meta'), 'response')
  const status = fieldOf(response, 'status')
  const retryAfterMs = retryAfterMsOf(fieldOf(response, 'headers'))
  const answered = fieldOf(error, 'data')
  const reason = fieldOf(fieldOf(answered, 'detail'), 'reason')
  if (isText(reason)) {
    const outage = fieldOf(answered, 'code') === 'SERVICE_UNAVAILABLE' && !settledReasons.has(reason)
    return outage ? { kind: 'outage', retryAfterMs } : { kind: 'refused' }
  }
  // A 4xx without our own error detail, such as a body beyond the limit, is the same on every retry.
  if (typeof status === 'number' && status >= 400 && status < 500) return { kind: 'refused' }
  return { kind: 'outage', retryAfterMs }
}

const firstWaitMs = 1_000
const maxWaitMs = 15_000

/**
 * Returns the pause before the next try in milliseconds: exponential, at least the server's Retry-After, and bounded.
 */
export const retryDelayMs = (attempt: number, retryAfterMs: number | null): number =>
  Math.min(maxWaitMs, Math.max(retryAfterMs ?? 0, firstWaitMs * 2 ** Math.min(attempt - 1, 6)))

export interface SendLoop<R> {
  send: (signal: AbortSignal) => Promise<R>
  /** Resolves after `ms`, or earlier when the connection is back. */
  pause: (ms: number, signal: AbortSignal) => Promise<void>
  /** Called before each pause. */
  onOutage: (attempt: number) => void
  signal: AbortSignal
}

export type SendResult<R> = { kind: 'done'; result: R } | { kind: 'refused'; error: unknown } | { kind: 'given-up' }

export async function sendUntilKnown<R>({ send, pause, onOutage, signal }: SendLoop<R>): Promise<SendResult<R>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { kind: 'done', result: await send(signal) }
    } catch (error) {
      if (signal.aborted) return { kind: 'given-up' }
      const failure = failureOf(error)
      if (failure.kind === 'refused') return { kind: 'refused', error }
      onOutage(attempt)
      await pause(retryDelayMs(attempt, failure.retryAfterMs), signal)
      if (signal.aborted) return { kind: 'given-up' }
    }
  }
}
