import type { Severity } from '@/server/vocabulary/severity'
import type { Viewer } from '@/server/accounts/schema'
import type { ServiceContext } from '@/server/infra/context'
import type { Db } from '@/server/infra/db/db'
import { enqueueNothing } from '@/server/infra/jobs/jobs'
import { addOverride } from '@/server/oncall/schedule/schedules'
import { askSwap, askSwapSchema } from '@/server/oncall/swap/swaps'
import { planDrill, runDrill } from '@/server/paging/drill/drills'
import { acknowledgePage } from '@/server/paging/page/pages'
import { instantOfLocal, localMsAt } from '@/server/time/local-time'
import { localDayOf, weekdayOfLocalDay } from '@/server/time/wall-clock'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const zone = 'Asia/Singapore'

export interface OnCallCast {
  engineer: Viewer
  second: Viewer
  manager: Viewer
  admin: Viewer
}

/** Schedules, escalation policies and a team, as they have been for long; what is irregular comes next week. */
export async function arrangeOnCall(db: Db, now: Date, longAgo: Date, cast: OnCallCast, projectId: string) {
  const { engineer, second, manager, admin } = cast
  const thisMonday = mondayOf(now)
  const schedule = (name: string, timeZone: string, layers: object[]) =>
    db.schedule.create({
      data: {
        name,
        timeZone,
        createdAt: longAgo,
        versions: { create: { inForceFrom: longAgo, createdAt: longAgo, layers } },
      },
      select: { id: true },
    })
  const weekly = { unit: 'week', length: 1 }
  const support = await schedule('Support on call', zone, [
    {
      id: 'primary',
      name: 'Around the clock',
      start: '2026-01-05T09:00',
      rotation: weekly,
      participants: [engineer.userId, second.userId],
      restrictions: [],
    },
    {
      // From next week on, so that who is on call today does not hang on the weekday.
      id: 'weekends',
      name: 'Weekend nights',
      start: localText(thisMonday + 11, '20:00'),
      rotation: weekly,
      participants: [second.userId, engineer.userId],
      restrictions: [
        { type: 'weekly', from: { day: 'FRI', time: '20:00' }, to: { day: 'SAT', time: '08:00' } },
        { type: 'weekly', from: { day: 'SAT', time: '20:00' }, to: { day: 'SUN', time: '08:00' } },
      ],
    },
  ])
  const managers = await schedule('Managers', 'Asia/Kolkata', [
    {
      id: 'managers',
      name: 'Managers',
      start: '2026-01-05T10:00',
      rotation: weekly,
      participants: [manager.userId, admin.userId],
      restrictions: [],
    },
  ])
  const team = await db.team.create({
    data: {
      name: 'Messaging',
      createdAt: longAgo,
      members: { create: [engineer, second].map(({ userId }, position) => ({ userId, position })) },
      projects: { connect: { id: projectId } },
    },
    select: { id: true },
  })

  type Target = 'schedule' | 'engineer' | 'roundRobin'
  const step = (delayMinutes: number, ...targets: [Target, string][]) => ({
    delayMinutes,
    targets: targets.map(([type, id]) => ({ type, id })),
  })
  const policy = (
    name: string,
    steps: object[],
    use: { isDefault: boolean; severities?: Severity[]; teamId?: string },
  ) =>
    db.escalationPolicy.create({
      data: {
        name,
        ...use,
        createdAt: longAgo,
        updatedAt: longAgo,
        definition: {
          steps,
          repeats: 1,
          persistEveryMinutes: 5,
          acknowledgeTimeoutMinutes: { S1: 15, S2: 30, S3: 60, S4: 120 },
        },
      },
      select: { id: true },
    })
  const production = await policy(
    'Production support',
    [
      step(5, ['schedule', support.id]),
      step(5, ['engineer', engineer.userId], ['engineer', second.userId]),
      step(5, ['engineer', manager.userId]),
    ],
    { isDefault: true },
  )
  await policy('Messaging, small faults', [step(60, ['roundRobin', team.id]), step(120, ['schedule', managers.id])], {
    isDefault: false,
    severities: ['S3', 'S4'],
    teamId: team.id,
  })

  await rehearsePastWeeks(db, now, manager, production.id)
  const ctx: ServiceContext = { db, now: () => now, enqueue: enqueueNothing }
  const at = (day: number, hour: number) => new Date(instantOfLocal((thisMonday + day) * dayMs + hour * hourMs, zone))
  // In the week after next the weeks change hands, so that one of each pair is on call whichever it is.
  const [onCall, off] = weeksSince(thisMonday + 7) % 2 === 0 ? [engineer, second] : [second, engineer]
  await addOverride(ctx, manager, {
    scheduleId: support.id,
    personId: off.userId,
    coversForId: onCall.userId,
    startsAt: at(9, 18),
    endsAt: at(10, 9),
  })
  await askSwap(
    ctx,
    onCall,
    askSwapSchema.parse({
      scheduleId: support.id,
      askedId: off.userId,
      given: { startsAt: at(8, 18), endsAt: at(9, 9) },
      taken: null,
      note: 'My train comes in late.',
    }),
  )
}

/** Six drills on Wednesday mornings: five acknowledged after different times, one missed. */
async function rehearsePastWeeks(db: Db, now: Date, manager: Viewer, policyId: string): Promise<void> {
  let at = new Date(now.getTime() - 42 * dayMs)
  const ctx: ServiceContext = { db, now: () => at, enqueue: enqueueNothing }
  await planDrill(ctx, manager, { policyId, plan: { weekday: 2, localTime: '10:00', timeZone: zone } })
  const waits = [52_000, 38_000, 141_000, null, 64_000, 41_000]
  for (;;) {
    const plan = await db.drillPlan.findUniqueOrThrow({ where: { policyId }, select: { id: true, nextAt: true } })
    if (!plan.nextAt || plan.nextAt > now) return
    at = plan.nextAt
    await runDrill(ctx, plan.id)
    const page = await db.page.findFirst({
      where: { drillPlanId: plan.id, state: 'open' },
      select: { id: true, deliveries: { select: { engineerId: true }, take: 1 } },
    })
    const wait = page ? waits.shift() : undefined
    const called = page?.deliveries[0]?.engineerId
    if (!page || !called || typeof wait !== 'number') continue
    at = new Date(at.getTime() + wait)
    await acknowledgePage(ctx, { kind: 'link', userId: called, pageId: page.id }, { pageId: page.id, via: 'link' })
  }
}

/** The local day of this week's Monday. */
function mondayOf(now: Date): number {
  const today = localDayOf(localMsAt(now.getTime(), zone))
  return today - weekdayOfLocalDay(today)
}
/** Whole weeks from the first turn's Monday, 5 January 2026. */
const weeksSince = (monday: number) => Math.round((monday * dayMs - Date.UTC(2026, 0, 5)) / (7 * dayMs))
const localText = (day: number, time: string) => `${new Date(day * dayMs).toISOString().slice(0, 10)}T${time}`
