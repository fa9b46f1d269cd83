/** Days of tickets that a replay may cover. */
export const replayPeriods = [7, 30, 90] as const
