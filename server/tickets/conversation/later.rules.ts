const minuteMs = 60_000
const earliestMs = minuteMs
const latestMs = 30 * 24 * 60 * minuteMs

/** Whether an answer can be sent at `at`: between one minute and 30 days from now. Instants are UTC. */
export const mayBeSentAt = (at: Date, now: Date): boolean => {
  const delay = at.getTime() - now.getTime()
  return delay >= earliestMs && delay <= latestMs
}

/** Returns the running clocks that fall due before the answer would be sent, the earliest first. */
export const dueBefore = <C extends { state: string; dueAt: Date | null }>(clocks: readonly C[], at: Date): C[] =>
  clocks
    .filter((clock) => clock.state === 'running' && clock.dueAt !== null && clock.dueAt <= at)
    .toSorted((a, b) => a.dueAt!.getTime() - b.dueAt!.getTime())
