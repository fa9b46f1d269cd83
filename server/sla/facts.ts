import type { SlaEvent } from './schema'

export const weekdays = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const

/** Name of the 24×7 calendar in policies; reserved. */
export const alwaysCalendarName = 'always'

/** Actions for a warning or breach: page by the escalation policy, mail the assignee, raise the severity by one. */
export const clockActions = ['page', 'notify', 'raise'] as const
export type ClockAction = (typeof clockActions)[number]

/** One year: a longer target is surely a typing error. */
export const longestTargetMinutes = 365 * 24 * 60

/** Maximum length of an .ics file, in UTF-16 code units. */
export const longestHolidayFile = 1_000_000

/** Whether the event answers the customer: a human reply that is more than an acknowledgement (SEMANTICS §1.1). */
export const isAnswer = (event: SlaEvent): boolean =>
  event.type === 'staff_reply' && event.human && event.kind !== 'acknowledgement'
