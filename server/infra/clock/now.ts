/** The injected clock, read by services and set by tests. Returns UTC instants with millisecond precision. */
export type Now = () => Date

export const systemNow: Now = () => new Date()
