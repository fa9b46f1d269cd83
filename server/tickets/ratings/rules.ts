import type { TicketStatusName } from '@/server/vocabulary/status'

/** Ratings up to this one notify the managers and wait until somebody has followed them up. */
const highestLowRating = 2

export const isLowRating = (rating: number): boolean => rating <= highestLowRating

/** Whether a ticket can be rated: after it was resolved, unless it was merged into another one, which is rated instead. */
export const isRateable = (ticket: { status: TicketStatusName; mergedIntoId: string | null }): boolean =>
  ticket.mergedIntoId === null && (ticket.status === 'resolved' || ticket.status === 'closed')

const dayMs = 24 * 60 * 60_000
const linkLivesMs = 90 * dayMs

/** Returns when the link of a mail written at `at` stops working. */
export const ratingLinkEnd = (at: Date): Date => new Date(at.getTime() + linkLivesMs)
