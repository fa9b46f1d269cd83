import { describe, expect, test } from 'vitest'
import { failureOf, sendUntilKnown, retryDelayMs } from './send-loop'

const refusal = (code: string, reason: string) =>
  Object.assign(new Error(reason), { data: { code, detail: { reason } } })
const lost = () => new TypeError('Failed to fetch')
const answer = (status: number, headers: Record<string, string> = {}) =>
  Object.assign(new Error('unreadable'), { meta: { response: { status, headers: new Headers(headers) } } })

describe('a failed send', () => {
  test.each([
    ['no response at all', lost(), 'outage'],
    ['an error page of a proxy', answer(502), 'outage'],
    ['an outage that the server reports', refusal('SERVICE_UNAVAILABLE', 'unavailable'), 'outage'],
    ['a plan without a policy', refusal('SERVICE_UNAVAILABLE', 'noPolicyInForce'), 'refused'],
    ['a refusal', refusal('CONFLICT', 'staleForm'), 'refused'],
    ['a body beyond the limit', answer(413), 'refused'],
    ['an internal server error', refusal('INTERNAL_SERVER_ERROR', 'unexpected'), 'refused'],
  ])('%s', (_name, error, kind) => {
    expect(failureOf(error).kind).toBe(kind)
  })
  test('is retried after the delay that the server asks for, and later each time', () => {
    expect(failureOf(answer(503, { 'retry-after': '5' }))).toEqual({ kind: 'outage', retryAfterMs: 5_000 })
    expect([1, 2, 3, 9].map((attempt) => retryDelayMs(attempt, null))).toEqual([1_000, 2_000, 4_000, 15_000])
    expect(retryDelayMs(1, 5_000)).toBe(5_000)
  })
})

describe('sending until the outcome is known', () => {
  const loop = (outcomes: (Error | string)[], pause = () => Promise.resolve()) => {
    const controller = new AbortController()
    const outages: number[] = []
    const sent: number[] = []
    return {
      controller,
      outages,
      sent,
      run: () =>
        sendUntilKnown({
          signal: controller.signal,
          pause,
          onOutage: (attempt) => void outages.push(attempt),
          send: async () => {
            const outcome = outcomes[sent.length]!
            sent.push(sent.length)
            if (outcome instanceof Error) throw outcome
            return outcome
          },
        }),
    }
  }
  test('continues through outages until there is an answer', async () => {
    const { run, outages } = loop([lost(), answer(503), 'sent'])
    expect(await run()).toEqual({ kind: 'done', result: 'sent' })
    expect(outages).toEqual([1, 2])
  })
  test('ends with the first refusal', async () => {
    const error = refusal('CONFLICT', 'staleForm')
    expect(await loop([lost(), error, 'never']).run()).toEqual({ kind: 'refused', error })
  })
  test('ends when the user cancels, and sends nothing afterwards', async () => {
    const attempt: ReturnType<typeof loop> = loop([lost(), 'never'], async () => attempt.controller.abort())
    expect(await attempt.run()).toEqual({ kind: 'given-up' })
    expect(attempt.sent).toHaveLength(1)
  })
})
