/** While the live stream runs, changes arrive by themselves; a poll that is this late means that something hangs. */
const connectedMs = 150_000
/** Without the stream only a recent answer counts. */
const disconnectedMs = 12_000

/** Whether a reading of the desk's status may be shown as current. Instants: `readAt` UTC, `now` epoch milliseconds. */
export function isStatusKnown(reading: {
  readAt: Date | null
  /** The newest question was answered by an error. */
  failed: boolean
  connected: boolean
  now: number
}): boolean {
  if (reading.readAt === null || reading.failed) return false
  return reading.now - reading.readAt.getTime() <= (reading.connected ? connectedMs : disconnectedMs)
}
