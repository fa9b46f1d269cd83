import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { weekdays } from '../facts'
import type { Layer, Override, Restriction, ScheduleFacts } from '../schema'
import { layerShifts } from './layers.rules'
import { finalShifts, onCallAt, overrideSpan } from './shifts.rules'

const hour = 3_600_000
const day = 24 * hour

/** A slow second implementation as an oracle: one instant at a time, by Temporal's own calendar. */
function slowOnCall(schedule: ScheduleFacts, at: number): string | null {
  const zone = schedule.timeZone
  const resolve = (local: Temporal.PlainDateTime) =>
    local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds
  const inWindow = (restriction: Restriction): boolean => {
    const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()
    for (let back = -10; back <= 3; back += 1) {
      const date = today.add({ days: back })
      const weekly = restriction.type === 'weekly'
      if (weekly && weekdays[date.dayOfWeek - 1] !== restriction.from.day) continue
      const [opens, closes] = weekly ? [restriction.from.time, restriction.to.time] : [restriction.from, restriction.to]
      let ahead = weekly ? (weekdays.indexOf(restriction.to.day) - weekdays.indexOf(restriction.from.day) + 7) % 7 : 0
      if (ahead === 0 && closes <= opens) ahead = weekly ? 7 : 1
      const from = resolve(date.toPlainDateTime(opens))
      const to = resolve(date.add({ days: ahead }).toPlainDateTime(closes))
      if (from <= at && at < to) return true
    }
    return false
  }
  const inLayer = (layer: Layer): string | null => {
    const start = Temporal.PlainDateTime.from(layer.start)
    const first = resolve(start)
    if (at < first || layer.participants.length === 0) return null
    if (layer.end && at >= resolve(Temporal.PlainDateTime.from(layer.end))) return null
    if (layer.restrictions.length > 0 && !layer.restrictions.some(inWindow)) return null
    const { unit, length } = layer.rotation
    if (unit === 'hour')
      return layer.participants[Math.floor((at - first) / (length * hour)) % layer.participants.length]!
    let k = 0
    while (resolve(start.add({ [unit === 'day' ? 'days' : 'weeks']: (k + 1) * length })) <= at) k += 1
    return layer.participants[k % layer.participants.length]!
  }
  const version = schedule.versions.filter((one) => (one.inForceFrom ?? -Infinity) <= at).at(-1)
  if (!version) return null
  let person: string | null = null
  for (const layer of version.layers) person = inLayer(layer) ?? person
  const created = schedule.overrides.map((one, index) => ({ one, index }))
  created.sort((a, b) => a.one.createdAt - b.one.createdAt || a.index - b.index)
  for (const { one } of created) {
    if (at < one.start || at >= one.end || at < one.createdAt || at >= (one.removedAt ?? Infinity)) continue
    if (one.kind === 'onCall' || person === one.coversFor) person = one.person
  }
  return person
}

const zones = [
  'UTC',
  'America/New_York',
  'Europe/London',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Shanghai',
  'Asia/Kathmandu',
]
const origin = Date.parse('2027-02-25T00:00:00Z')
const localText = (minutes: number) => new Date(origin + minutes * 60_000).toISOString().slice(0, 16)
const minuteOfDay = fc
  .integer({ min: 0, max: 95 })
  .map((quarter) => new Date(quarter * 900_000).toISOString().slice(11, 16))
const weekPoint = fc.record({ day: fc.constantFrom(...weekdays), time: minuteOfDay })
const restrictionArb: fc.Arbitrary<Restriction> = fc.oneof(
  fc.record({ type: fc.constant('daily' as const), from: minuteOfDay, to: minuteOfDay }),
  fc.record({ type: fc.constant('weekly' as const), from: weekPoint, to: weekPoint }),
)
const people = ['a', 'b', 'c', 'd']
const layerArb: fc.Arbitrary<Layer> = fc.record({
  id: fc.constant('layer'),
  start: fc.integer({ min: -3000, max: 40_000 }).map(localText),
  end: fc.option(fc.integer({ min: 0, max: 60_000 }).map(localText), { freq: 3 }),
  rotation: fc.record({
    unit: fc.constantFrom('hour' as const, 'day' as const, 'week' as const),
    length: fc.integer({ min: 1, max: 9 }),
  }),
  participants: fc.array(fc.constantFrom(...people), { maxLength: 4 }),
  restrictions: fc.array(restrictionArb, { maxLength: 2 }),
})
const at = fc.integer({ min: 0, max: 40 * 24 * 4 }).map((quarter) => origin + quarter * 900_000)
const overrideArb: fc.Arbitrary<Override> = fc
  .record({
    kind: fc.constantFrom('onCall' as const, 'covers' as const),
    person: fc.constantFrom(...people, 'x'),
    coversFor: fc.constantFrom(...people, 'x'),
    start: at,
    length: fc.integer({ min: 1, max: 20 * day }),
    createdAt: at.map((one) => one - 20 * day),
    removedAt: fc.option(at),
  })
  .map(({ length, ...one }) => ({
    ...one,
    id: 'o',
    coversFor: one.kind === 'covers' ? one.coversFor : null,
    end: one.start + length,
  }))
const scheduleArb: fc.Arbitrary<ScheduleFacts> = fc.record({
  timeZone: fc.constantFrom(...zones),
  versions: fc
    .tuple(
      fc.boolean(),
      fc.uniqueArray(at, { minLength: 1, maxLength: 3 }),
      fc.array(fc.array(layerArb, { maxLength: 3 }), { minLength: 3, maxLength: 3 }),
    )
    .map(([always, instants, stacks]) =>
      [...instants]
        .sort((a, b) => a - b)
        .map((inForceFrom, index) => ({
          inForceFrom: always && index === 0 ? null : inForceFrom,
          layers: stacks[index]!,
        })),
    ),
  overrides: fc.array(overrideArb, { maxLength: 5 }),
})
const rangeArb = fc
  .tuple(at, fc.integer({ min: 0, max: 20 * day }))
  .map(([from, length]) => ({ from, to: from + length }))

// A long timeout for slow machines: these tests check results, not speed.
describe('properties', { timeout: 60_000 }, () => {
  it('the shifts of a range agree at every instant with a slow second implementation', () => {
    fc.assert(
      fc.property(
        scheduleArb,
        rangeArb,
        fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
        (schedule, range, picks) => {
          const shifts = finalShifts(schedule, range.from, range.to)
          const probes = picks.map((pick) => range.from + (pick % Math.max(1, range.to - range.from)))
          // The first and last millisecond of some shifts, where an off-by-one error would show.
          for (const pick of picks) {
            const shift = shifts[pick % Math.max(1, shifts.length)]
            if (shift) probes.push(shift.from, shift.to - 1)
          }
          for (const probe of probes) {
            const shift = shifts.find((one) => one.from <= probe && probe < one.to)
            if (!shift) {
              expect(range.to).toBe(range.from)
              return
            }
            expect(shift.person, new Date(probe).toISOString()).toBe(slowOnCall(schedule, probe))
            expect(onCallAt(schedule, probe)).toBe(shift.person)
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  it('shifts cover exactly the range, in order, and adjacent shifts of one person are merged', () => {
    fc.assert(
      fc.property(scheduleArb, rangeArb, (schedule, { from, to }) => {
        const shifts = finalShifts(schedule, from, to)
        if (from === to) {
          expect(shifts).toEqual([])
          return
        }
        expect(shifts[0]!.from).toBe(from)
        expect(shifts.at(-1)!.to).toBe(to)
        shifts.forEach((shift, index) => {
          expect(shift.to).toBeGreaterThan(shift.from)
          const next = shifts[index + 1]
          if (!next) return
          expect(next.from).toBe(shift.to)
          expect(next.person).not.toBe(shift.person)
        })
      }),
    )
  })

  it('an override changes nothing outside its own span', () => {
    fc.assert(
      fc.property(scheduleArb, overrideArb, rangeArb, (schedule, override, { from, to }) => {
        const acts = overrideSpan(override)
        const changed = { ...schedule, overrides: [...schedule.overrides, override] }
        for (const [start, end] of [
          [from, Math.min(to, acts.from)],
          [Math.max(from, acts.to), to],
        ] as const)
          expect(finalShifts(changed, start, end)).toEqual(finalShifts(schedule, start, end))
      }),
    )
  })

  it('an edit, an override and a removal do not change the past', () => {
    fc.assert(
      fc.property(
        scheduleArb,
        fc.array(layerArb, { maxLength: 2 }),
        overrideArb,
        at,
        (schedule, edited, override, now) => {
          const earlier = schedule.versions.filter((version) => (version.inForceFrom ?? -Infinity) < now)
          const known = { ...schedule, versions: earlier }
          const later: ScheduleFacts = {
            ...known,
            versions: [...earlier, { inForceFrom: now, layers: edited }],
            overrides: [
              ...schedule.overrides.map((one) => ({
                ...one,
                removedAt: one.removedAt ?? Math.max(now, one.createdAt),
              })),
              { ...override, createdAt: now },
            ],
          }
          expect(finalShifts(later, origin - day, now)).toEqual(finalShifts(known, origin - day, now))
        },
      ),
    )
  })

  it('a layer computed alone equals a schedule that has only that layer', () => {
    fc.assert(
      fc.property(layerArb, fc.constantFrom(...zones), rangeArb, (layer, timeZone, { from, to }) => {
        const drawn = layerShifts(layer, timeZone, from, to)
        const final = finalShifts(
          { timeZone, versions: [{ inForceFrom: null, layers: [layer] }], overrides: [] },
          from,
          to,
        ).filter((shift) => shift.person !== null)
        for (const shift of drawn)
          expect(final.some((one) => one.from <= shift.from && shift.to <= one.to && one.person === shift.person)).toBe(
            true,
          )
        const length = (shifts: { from: number; to: number }[]) =>
          shifts.reduce((sum, one) => sum + one.to - one.from, 0)
        expect(length(drawn)).toBe(length(final))
      }),
    )
  })
})
