import type { Layer, Override, ScheduleFacts } from '@/server/oncall/schema'
import { finalShifts } from '@/server/oncall/shifts/shifts.rules'
import { coverageOver } from '@/server/paging/coverage/coverage.rules'
import { type Measure, percentile } from './report'
import { severities } from '@/server/vocabulary/severity'

/** Measures rules only, without a database: the shifts of a quarter, and the coverage proof. */
const dayMs = 86_400_000
const from = Date.parse('2026-11-23T00:00:00Z')
const to = from + 90 * dayMs
const people = Array.from({ length: 24 }, (_, index) => `engineer-${index}`)
const zones = ['Asia/Shanghai', 'America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kolkata']

function layer(index: number): Layer {
  const units = [
    { unit: 'week', length: 1 },
    { unit: 'day', length: 1 },
    { unit: 'hour', length: 8 },
    { unit: 'day', length: 3 },
    { unit: 'hour', length: 12 },
  ] as const
  const hour = (at: number) => `${String(at % 24).padStart(2, '0')}:00`
  return {
    id: `layer-${index}`,
    start: '2026-01-05T09:00',
    rotation: units[index % units.length]!,
    participants: people.slice(index, index + 6),
    restrictions: index % 2 === 1 ? [{ type: 'daily', from: hour(8 + index), to: hour(20 + index) }] : [],
  }
}

const override = (index: number): Override => ({
  id: `override-${index}`,
  kind: index % 3 === 0 ? 'covers' : 'onCall',
  person: people[index % people.length]!,
  coversFor: index % 3 === 0 ? people[(index + 3) % people.length]! : null,
  start: from + ((index * 37) % 2_100) * 3_600_000,
  end: from + (((index * 37) % 2_100) + 10) * 3_600_000,
  createdAt: from - (200 - index) * 60_000,
  removedAt: null,
})

const schedule = (index: number): ScheduleFacts => ({
  timeZone: zones[index % zones.length]!,
  versions: [{ inForceFrom: null, layers: Array.from({ length: 5 }, (_, place) => layer(place)) }],
  overrides: Array.from({ length: 200 }, (_, place) => override(place + index)),
})

/**
 * Each run uses a different quarter, so that no local time comes from a cache; the first twenty runs are the warm-up.
 */
export function oncall(): Measure[] {
  const shiftTimes: number[] = []
  const one = schedule(1)
  for (let run = 0; run < 320; run += 1) {
    const moved = run * 91 * dayMs
    const overrides = one.overrides.map((each) => ({ ...each, start: each.start + moved, end: each.end + moved }))
    const began = performance.now()
    finalShifts({ ...one, overrides }, from + moved, to + moved)
    if (run >= 20) shiftTimes.push(performance.now() - began)
  }
  const schedules = new Map(Array.from({ length: 50 }, (_, index) => [`schedule-${index}`, schedule(index)]))
  const reachable = new Set(people.slice(0, 20))
  const policies = Array.from({ length: 50 }, (_, index) => ({
    steps: [0, 1, 2].map((step) => ({
      delayMinutes: 5,
      targets: [
        { type: 'schedule' as const, id: `schedule-${(index + step * 7) % 50}` },
        { type: 'engineer' as const, id: people[(index + step) % people.length]! },
      ],
    })),
  }))
  const proofTimes: number[] = []
  for (let run = 0; run < 5; run += 1) {
    const began = performance.now()
    const cover = coverageOver({ schedules, reachable: { high: reachable, low: reachable } }, from + run, to + run)
    for (const policy of policies) for (const severity of severities) cover(policy, severity)
    proofTimes.push(performance.now() - began)
  }
  return [
    ...([0.5, 0.99] as const).map((part) => ({
      name: `final shifts, 5 layers, 200 overrides, 90 days, p${part * 100}`,
      value: percentile(shiftTimes, part),
      unit: 'ms',
      target: 20,
      side: 'below' as const,
    })),
    {
      name: 'coverage proof, 50 policies, every severity, 90 days',
      value: percentile(proofTimes, 1),
      unit: 'ms',
      target: 2_000,
      side: 'below',
    },
  ]
}
