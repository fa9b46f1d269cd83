/** While the live stream runs, changes are pushed; a status older than this means that polling hangs. */
const connectedMs = 150_000
/** Without the stream a status is current only up to this age. */
const disconnectedMs = 12_000

/** Tells whether a desk status may be shown as current. Instants: `readAt` UTC, `now` epoch milliseconds. */
export function isStatusKnown(reading: {
  readAt: Date | null
  /** Whether the newest request failed. */
  failed: boolean
  connected: boolean
  now: number
}): boolean {
  if (reading.readAt === null || reading.failed) return false
  return reading.now - reading.readAt.getTime() <= (reading.connected ? connectedMs : disconnectedMs)
}
