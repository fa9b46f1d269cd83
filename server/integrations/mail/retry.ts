/** How long and how often a mail is tried (SEMANTICS §3, issue "4." part 2). Pure; milliseconds. */

const dayMs = 24 * 60 * 60_000
/** A mail is tried for five days before it is called failed. */
export const mailLifeMs = 5 * dayMs
/** A link or a code that has ended is of no use to its reader. */
const shortLifeMs = 60 * 60_000
const shortLived: ReadonlySet<string> = new Set(['sign-in-link', 'password-reset', 'contact-code'])

const firstPauseMs = 5_000
export const maxMailPauseMs = 15 * 60_000
/** Faults of our own until a mail counts as failed: about an hour of growing pauses. */
export const maxMailFaults = 10

/**
 * The pause after a refusal: 5 s, doubled with every try, at most 15 min.
 * @param tries 1 after the first
 */
export const mailPauseMs = (tries: number): number =>
  Math.min(maxMailPauseMs, firstPauseMs * 2 ** Math.min(20, Math.max(0, tries - 1)))

/** When a mail that the server does not take "now" is called failed. */
export const mailExpiresAt = (template: string, createdAt: Date): Date =>
  new Date(createdAt.getTime() + (shortLived.has(template) ? shortLifeMs : mailLifeMs))

/** Notices of one ticket to one person within so long go as one mail. */
export const noticeWindowMs = 10_000

/**
 * When a ticket's notice goes: at once, but not within the window after the one before. What a customer writes waits for
 * one window, because people write in several lines and staff see it live.
 * @param lastSentAt of the notice before to the same person about the same ticket
 */
export function noticeSendAt(
  now: Date,
  { byCustomer, lastSentAt }: { byCustomer: boolean; lastSentAt: Date | null },
): Date {
  const earliest = now.getTime() + (byCustomer ? noticeWindowMs : 0)
  const afterLast = lastSentAt === null || lastSentAt > now ? 0 : lastSentAt.getTime() + noticeWindowMs
  return new Date(Math.max(earliest, afterLast))
}
