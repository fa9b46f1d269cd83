const hourMs = 60 * 60_000
const firstAfterMs = 4 * hourMs
const everyMs = 24 * hourMs

/**
 * Returns when the managers are next reminded of an undecided dispute: 4 h after it was opened, then every 24 h.
 * @param reminders how many reminders have fallen due so far
 */
export const disputeReminderAt = (openedAt: Date, reminders: number): Date =>
  new Date(openedAt.getTime() + firstAfterMs + reminders * everyMs)

/** Returns how many reminders have fallen due by `now`, so that after an outage one mail replaces all missed ones. */
export function remindersDueBy(openedAt: Date, now: Date): number {
  const since = now.getTime() - openedAt.getTime() - firstAfterMs
  return since < 0 ? 0 : Math.floor(since / everyMs) + 1
}
