import { describe, expect, it } from 'vitest'
import type { TicketStatusName } from '@/server/vocabulary/status'
import { isLowRating, isRateable, ratingLinkEnd } from './rules'

const statuses: TicketStatusName[] = ['new', 'open', 'waiting_on_customer', 'on_hold', 'resolved', 'closed']

describe('a rating', () => {
  it('of 1 or 2 is low, and none above is', () => {
    expect([1, 2, 3, 4, 5].filter(isLowRating)).toEqual([1, 2])
  })

  it('can be given once the ticket is resolved, closed tickets included', () => {
    const rateable = statuses.filter((status) => isRateable({ status, mergedIntoId: null }))
    expect(rateable).toEqual(['resolved', 'closed'])
  })

  it('cannot be given to a ticket that continues in another one', () => {
    expect(isRateable({ status: 'closed', mergedIntoId: 'other' })).toBe(false)
  })

  it('can be given by the link of a mail for 90 days', () => {
    expect(ratingLinkEnd(new Date('2026-01-01T00:00:00.000Z')).toISOString()).toBe('2026-04-01T00:00:00.000Z')
  })
})
