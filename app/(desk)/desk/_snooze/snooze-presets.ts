import { instantOfLocal, localMsAt } from '@/app/_ui/zone-time'

const hourMs = 60 * 60_000
const halfHourMs = hourMs / 2
const dayMs = 24 * hourMs
const morningMs = 9 * hourMs

export interface SnoozePreset {
  name: 'later' | 'tomorrow' | 'monday'
  at: Date
}

/**
 * Returns the times that a snooze offers in the reader's zone: in three hours, on a half hour, while that is still today;
 * tomorrow at 09:00; the next Monday at 09:00, unless that is tomorrow.
 * @param nowMs epoch milliseconds, UTC
 */
export function snoozePresets(nowMs: number, timeZone: string): SnoozePreset[] {
  const local = localMsAt(nowMs, timeZone)
  const today = Math.floor(local / dayMs) * dayMs
  const later = Math.ceil((local + 3 * hourMs) / halfHourMs) * halfHourMs
  const tomorrow = today + dayMs + morningMs
  // 1 January 1970 was a Thursday.
  const weekday = (Math.floor(today / dayMs) + 3) % 7
  const monday = today + (7 - weekday) * dayMs + morningMs
  const preset = (name: SnoozePreset['name'], localMs: number) => ({
    name,
    at: new Date(instantOfLocal(localMs, timeZone)),
  })
  return [
    ...(later < today + dayMs ? [preset('later', later)] : []),
    preset('tomorrow', tomorrow),
    ...(monday === tomorrow ? [] : [preset('monday', monday)]),
  ]
}
