/** Limits shown by the screens and enforced by the server: characters, counts and bytes. */
export const limits = {
  subject: 200,
  body: 20_000,
  reason: 500,
  short: 120,
  errorCodes: 20,
  attachmentBytes: 25 * 1024 * 1024,
  attachments: 10,
  mentions: 20,
} as const

/** Tickets on one page of a list. */
export const ticketsPerPage = 100

/** The built-in views of the queue; `all` is every ticket, the newest activity first. */
export const queueViews = [
  'open',
  'mine',
  'team',
  'unassigned',
  'due_soon',
  'breached',
  'waiting',
  'snoozed',
  'resolved',
  'all',
] as const

/** A count of tickets is exact up to this; one more means that there are more. */
export const exactCount = 1_000

/** The reference of a ticket, for example `XINGYU-12`. */
export const referencePattern = /^[A-Z][A-Z0-9]{1,9}-[1-9]\d{0,8}$/
