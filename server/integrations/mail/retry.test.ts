import { describe, expect, it } from 'vitest'
import { mailExpiresAt, mailPauseMs, noticeSendAt } from './retry'

it.each([
  [1, 5],
  [2, 10],
  [4, 40],
  [8, 640],
  [9, 900],
  [1_000, 900],
])('after %i tries a mail waits %i s', (tries, seconds) => expect(mailPauseMs(tries)).toBe(seconds * 1_000))

const at = new Date('2026-11-27T02:00:00.000Z')
const seconds = (count: number) => new Date(at.getTime() + count * 1_000)

it.each([
  ['ticket-reply', '2026-12-02T02:00:00.000Z'],
  ['invitation', '2026-12-02T02:00:00.000Z'],
  ['sign-in-link', '2026-11-27T03:00:00.000Z'],
])('%s is retried until %s', (template, until) => expect(mailExpiresAt(template, at).toISOString()).toBe(until))

describe('a notice of a ticket', () => {
  it.each<[string, { byCustomer: boolean; lastSentAt: Date | null }, Date]>([
    ['of an answer goes at once', { byCustomer: false, lastSentAt: null }, at],
    ['waits for the window of the previous notice', { byCustomer: false, lastSentAt: seconds(-4) }, seconds(6)],
    ['does not wait once that window has passed', { byCustomer: false, lastSentAt: seconds(-60) }, at],
    ['of a customer message waits for one window', { byCustomer: true, lastSentAt: null }, seconds(10)],
    ['ignores an instant written by a clock that was ahead', { byCustomer: false, lastSentAt: seconds(5_400) }, at],
  ])('%s', (_, facts, expected) => expect(noticeSendAt(at, facts)).toEqual(expected))
})
