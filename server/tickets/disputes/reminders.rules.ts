const hourMs = 60 * 60_000
const firstAfterMs = 4 * hourMs
const everyMs = 24 * hourMs

/**
 * When the managers are reminded of a dispute that nobody has decided: 4 h after it was opened, then every 24 h.
 * @param reminders how many of those instants have passed
 */
export const disputeReminderAt = (openedAt: Date, reminders: number): Date =>
  new Date(openedAt.getTime() + firstAfterMs + reminders * everyMs)

/** How many reminders have fallen due by `now`: after an outage one mail stands for all that were missed. */
export function remindersDueBy(openedAt: Date, now: Date): number {
  const since = now.getTime() - openedAt.getTime() - firstAfterMs
  return since < 0 ? 0 : Math.floor(since / everyMs) + 1
}
