import { pagingRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { z } from 'zod'
import { usersByIds } from '@/server/accounts/sign-in/options'
import type { ServiceContext } from '@/server/infra/context'
import { type OnCallShift, type PersonLoad, isNight, loadOf } from '@/server/oncall/load/load.rules'
import { finalShifts } from '@/server/oncall/shifts/shifts.rules'
import { allSchedules } from '@/server/oncall/schedule/schedules'
import { selectCalls } from '../queries'

const quarterMs = 90 * 24 * 60 * 60_000
/** Shifts listed per engineer: of the past the newest first, of the future the next first. */
const maxShifts = 12

export const loadSchema = z.object({ period: z.enum(['past', 'coming']) })

export interface LoadView extends PersonLoad {
  name: string
  timeZone: string
  /** Number of shifts that `shiftList` leaves out. */
  moreShifts: number
  shiftList: { schedule: string; from: Date; to: Date; pages: number; pagesAtNight: number }[]
}

/** Returns shifts, hours, nights, weekends and pages of every engineer over the last or the coming 90 days. */
export async function readLoad(
  ctx: ServiceContext,
  actor: Actor,
  { period }: z.output<typeof loadSchema>,
): Promise<{ from: Date; to: Date; people: LoadView[] }> {
  authorise(actor, pagingRights.readPages)
  const now = ctx.now().getTime()
  const [from, to] = period === 'past' ? [now - quarterMs, now] : [now, now + quarterMs]
  const schedules = await allSchedules(ctx.db)
  const shifts = schedules.flatMap(({ name, facts }) =>
    finalShifts(facts, from, to).flatMap((shift): (OnCallShift & { schedule: string })[] =>
      shift.person === null ? [] : [{ from: shift.from, to: shift.to, person: shift.person, schedule: name }],
    ),
  )
  const calls = period === 'past' ? await selectCalls(ctx.db, new Date(from), new Date(to)) : []
  const people = await usersByIds(
    ctx.db,
    [...shifts, ...calls].map(({ person }) => person),
  )
  const zoneOf = (person: string) => people.get(person)?.timeZone ?? 'UTC'
  return {
    from: new Date(from),
    to: new Date(to),
    people: loadOf(shifts, calls, zoneOf).map((load) => {
      const own = shifts.filter(({ person }) => person === load.person)
      const ordered = own.sort((a, b) => (period === 'past' ? b.from - a.from : a.from - b.from))
      return {
        ...load,
        name: people.get(load.person)?.name ?? '',
        timeZone: zoneOf(load.person),
        moreShifts: Math.max(0, ordered.length - maxShifts),
        shiftList: ordered.slice(0, maxShifts).map((shift) => {
          const during = calls.filter(({ person, at }) => person === load.person && at >= shift.from && at < shift.to)
          return {
            schedule: shift.schedule,
            from: new Date(shift.from),
            to: new Date(shift.to),
            pages: during.length,
            pagesAtNight: during.filter(({ at }) => isNight(at, zoneOf(load.person))).length,
          }
        }),
      }
    }),
  }
}
