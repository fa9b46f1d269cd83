/** What somebody who has a ticket open does, the most telling last. */
export const doings = ['reading', 'noting', 'replying'] as const
export type Doing = (typeof doings)[number]
