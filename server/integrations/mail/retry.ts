/** How long and how often a mail is tried (SEMANTICS §3, issue "4." part 2). Pure; milliseconds. */

const dayMs = 24 * 60 * 60_000
/** A mail is retried for this long before it counts as failed. */
export const mailLifeMs = 5 * dayMs
/** The same for links and codes, which are of no use once they have expired. */
const shortLifeMs = 60 * 60_000
const shortLivedTemplates: ReadonlySet<string> = new Set(['sign-in-link', 'password-reset', 'contact-code'])

const firstPauseMs = 5_000
export const maxMailPauseMs = 15 * 60_000
/** Attempts after which a mail that cannot be rendered counts as failed: about 36 minutes of growing pauses. */
export const maxMailFaults = 10

/**
 * Returns the pause (ms) after a refusal: 5 s, doubled with every try, at most 15 min.
 * @param tries how often the mail has been tried; 1 after the first try
 */
export const mailPauseMs = (tries: number): number =>
  Math.min(maxMailPauseMs, firstPauseMs * 2 ** Math.min(20, Math.max(0, tries - 1)))

/** Returns when a mail that the server keeps refusing "not now" counts as failed. */
export const mailExpiresAt = (template: string, createdAt: Date): Date =>
  new Date(createdAt.getTime() + (shortLivedTemplates.has(template) ? shortLifeMs : mailLifeMs))

/** Notices of one ticket to one person within this time go as one mail. */
export const noticeWindowMs = 10_000

/**
 * Returns when a ticket's notice is sent: at once, but not within the window after the previous one. A notice of what a
 * customer wrote waits for one window, because people write several messages in a row and staff see them live.
 * @param lastSentAt when the previous notice to the same person about the same ticket was sent
 */
export function noticeSendAt(
  now: Date,
  { byCustomer, lastSentAt }: { byCustomer: boolean; lastSentAt: Date | null },
): Date {
  const earliest = now.getTime() + (byCustomer ? noticeWindowMs : 0)
  const afterLast = lastSentAt === null || lastSentAt > now ? 0 : lastSentAt.getTime() + noticeWindowMs
  return new Date(Math.max(earliest, afterLast))
}
