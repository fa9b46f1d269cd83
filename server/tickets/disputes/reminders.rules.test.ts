import { describe, expect, it } from 'vitest'
import { disputeReminderAt, remindersDueBy } from './reminders.rules'

const openedAt = new Date('2026-11-20T18:00:00.000Z')

describe('the managers are reminded of an undecided dispute', () => {
  it.each([
    [0, '2026-11-20T22:00:00.000Z'],
    [1, '2026-11-21T22:00:00.000Z'],
    [2, '2026-11-22T22:00:00.000Z'],
  ])('after %i reminders the next is due at %s', (reminders, at) => {
    expect(disputeReminderAt(openedAt, reminders)).toEqual(new Date(at))
  })

  it.each([
    ['2026-11-20T21:59:59.999Z', 0],
    ['2026-11-20T22:00:00.000Z', 1],
    ['2026-11-21T21:59:59.999Z', 1],
    ['2026-11-25T03:00:00.000Z', 5],
  ])('by %s, %i reminders have fallen due', (now, count) => {
    expect(remindersDueBy(openedAt, new Date(now))).toBe(count)
  })
})
