import { describe, expect, it } from 'vitest'
import type { TicketEvent } from '../events/schema'
import { correctedWords, mayCorrect } from './rules'

const at = new Date('2026-11-28T01:00:00Z')
const after = (seconds: number) => new Date(at.getTime() + seconds * 1_000)
const reply = { type: 'customer_reply', facts: {}, at, actorId: 'ana' } as const
const answer = { type: 'staff_reply', facts: { kind: 'update', human: true }, at, actorId: 'ana' } as const

describe('the words of a message', () => {
  it.each([
    ['by its author, at once', reply, 'ana', 0, null],
    ['an answer, within two minutes', answer, 'ana', 119.999, null],
    ['not from the second minute on', reply, 'ana', 120, 'correctedTooLate'],
    ['not by somebody else', reply, 'bo', 1, 'nothingToCorrect'],
    ['not what a merge has moved here', { ...reply, facts: { mergedFrom: 'ACME-2' } }, 'ana', 1, 'nothingToCorrect'],
    ['not what has no words', null, 'ana', 1, 'nothingToCorrect'],
    ['not the reason of another entry', { ...reply, type: 'closed' as const }, 'ana', 1, 'nothingToCorrect'],
    [
      'not a correction itself',
      { ...reply, type: 'corrected' as const, facts: { correctedSeq: 1 } },
      'ana',
      1,
      'nothingToCorrect',
    ],
  ])('can be corrected: %s', (_, entry, viewer, seconds, reason) => {
    expect(mayCorrect(entry, viewer, after(seconds))?.reason ?? null).toBe(reason)
  })

  const entry = (seq: number, body: string | null, event: TicketEvent) => ({ seq, at: after(seq), body, ...event })
  const corrected = (seq: number, correctedSeq: number, body: string | null) =>
    entry(seq, body, { type: 'corrected', facts: { correctedSeq } })

  it('are the newest ones, and what they were before is kept in order', () => {
    const events = [entry(2, 'ond', reply), entry(3, 'other', reply), corrected(4, 2, 'one'), corrected(5, 2, 'One.')]
    expect([...correctedWords(events)]).toEqual([[2, { body: 'One.', at: after(5), earlier: ['ond', 'one'] }]])
  })

  it('are gone when the newest are erased, and erased ones are not among the earlier ones', () => {
    const events = [entry(2, null, reply), corrected(3, 2, 'one'), corrected(4, 2, null)]
    expect(correctedWords(events).get(2)).toEqual({ body: null, at: after(4), earlier: ['one'] })
  })
})
