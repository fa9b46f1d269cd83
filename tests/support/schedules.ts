import type { Layer, Override, ScheduleFacts } from '@/server/oncall/schema'
import { finalShifts } from '@/server/oncall/shifts/shifts.rules'

export const instant = (text: string) => Date.parse(text)

export const hour = 3_600_000

export const day = 24 * hour

export const layerOf = (fields: Partial<Layer> & Pick<Layer, 'start'>): Layer => ({
  id: 'layer',
  end: null,
  rotation: { unit: 'day', length: 1 },
  participants: ['ana', 'bo'],
  restrictions: [],
  ...fields,
})

export const scheduleOf = (
  timeZone: string,
  of: Layer[] | ScheduleFacts['versions'],
  overrides: Override[] = [],
): ScheduleFacts => ({
  timeZone,
  versions:
    of.length > 0 && 'layers' in of[0]!
      ? (of as ScheduleFacts['versions'])
      : [{ inForceFrom: null, layers: of as Layer[] }],
  overrides,
})

let made = 0

export const overrideOf = (
  kind: 'onCall' | `covers ${string}`,
  person: string,
  start: string,
  end: string,
  created = '2020-01-01T00:00:00Z',
  removed: string | null = null,
): Override => ({
  id: `o${++made}`,
  kind: kind === 'onCall' ? 'onCall' : 'covers',
  person,
  coversFor: kind === 'onCall' ? null : kind.slice('covers '.length),
  start: instant(start),
  end: instant(end),
  createdAt: instant(created),
  removedAt: removed === null ? null : instant(removed),
})

/** Formats shifts as person and beginning, such as `ana 2027-03-13T14:00Z`; the end of the range comes last. */
export const describeShifts = (schedule: ScheduleFacts, from: string, to: string) => {
  const shifts = finalShifts(schedule, instant(from), instant(to))
  const short = (at: number) => new Date(at).toISOString().replace(/:00\.000Z$/, 'Z')
  return shifts.map((shift) => `${shift.person ?? '–'} ${short(shift.from)}`)
}
