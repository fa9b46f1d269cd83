/** The injected clock: services ask it, stories set it. UTC instants with millisecond precision. */
export type Now = () => Date

export const systemNow: Now = () => new Date()
