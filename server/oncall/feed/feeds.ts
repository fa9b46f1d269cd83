import { can } from '@/server/vocabulary/rights/rights'
import { oncallRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor, PersonActor } from '@/server/vocabulary/rights/actor'
import { auditAct } from '@/server/accounts/audit'
import { createHash, randomBytes } from 'node:crypto'
import { usersByIds, viewerById } from '@/server/accounts/sign-in/options'
import { notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { env } from '@/server/infra/env'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import type { CalendarEvent } from './calendar.rules'
import { wholeShifts } from '../shifts/whole-shifts.rules'
import { selectSchedules } from '../queries'

const dayMs = 24 * 60 * 60_000
const daysBackMs = 30 * dayMs
const daysAheadMs = 180 * dayMs
const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')

/**
 * Returns when the viewer's calendar address for a schedule, or for their own shifts when `scheduleId` is null, was
 * made; null when they have none. The address itself is not stored.
 */
export async function readFeed(ctx: ServiceContext, actor: Actor, scheduleId: string | null) {
  const viewer = authorise(actor, oncallRights.keepCalendarAddress)
  const feed = await ctx.db.calendarFeed.findFirst({
    where: { userId: viewer.userId, scheduleId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { createdAt: true },
  })
  return { madeAt: feed?.createdAt ?? null }
}

/**
 * Makes a new private calendar address; the previous one stops working. The address is returned once, and only the hash
 * of its token is stored.
 * @throws DomainError NOT_FOUND for an unknown schedule
 */
export async function makeFeed(ctx: ServiceContext, actor: Actor, scheduleId: string | null): Promise<{ url: string }> {
  const viewer = authorise(actor, oncallRights.keepCalendarAddress)
  const token = randomBytes(32).toString('base64url')
  await unitOfWork(ctx, actor, async (work) => {
    const { tx } = work
    await auditAct(work, ctx, 'feed.made', { type: 'schedule', id: scheduleId ?? '' })
    if (scheduleId && !(await tx.schedule.findUnique({ where: { id: scheduleId }, select: { id: true } })))
      throw notFound(scheduleId)
    await tx.calendarFeed.deleteMany({ where: { userId: viewer.userId, scheduleId } })
    await tx.calendarFeed.create({
      data: { tokenHash: hashOf(token), userId: viewer.userId, scheduleId, createdAt: ctx.now() },
      select: { id: true },
    })
  })
  return { url: `${env().PUBLIC_URL}/api/calendar/${token}.ics` }
}

/** Deletes the viewer's calendar address, which stops working at once. Idempotent. */
export async function revokeFeed(ctx: ServiceContext, actor: Actor, scheduleId: string | null): Promise<void> {
  const viewer = authorise(actor, oncallRights.keepCalendarAddress)
  await unitOfWork(ctx, actor, async (work) => {
    const { count } = await work.tx.calendarFeed.deleteMany({ where: { userId: viewer.userId, scheduleId } })
    if (count > 0) await auditAct(work, ctx, 'feed.revoked', { type: 'schedule', id: scheduleId ?? '' })
  })
}

export interface FeedView {
  locale: PersonActor['locale']
  /** Null: the owner's own shifts. */
  schedule: string | null
  madeAt: number
  /** `summary` is the person's name in a schedule's feed, and the schedule's name in a person's feed. */
  events: CalendarEvent[]
}

/**
 * Returns the shifts of a calendar address, from 30 days ago to 180 days ahead; null when the token is unknown or its
 * owner may not have one any more.
 */
export async function feedByToken(ctx: ServiceContext, token: string): Promise<FeedView | null> {
  const feed = await ctx.db.calendarFeed.findUnique({
    where: { tokenHash: hashOf(token) },
    select: { userId: true, scheduleId: true },
  })
  const owner = feed && (await viewerById(ctx.db, feed.userId))
  if (!feed || !owner || !can(owner, oncallRights.keepCalendarAddress)) return null
  const now = ctx.now().getTime()
  const schedules = await selectSchedules(ctx.db, feed.scheduleId ? [feed.scheduleId] : undefined)
  const shifts = schedules.flatMap(({ id, name, facts }) =>
    wholeShifts(facts, now - daysBackMs, now + daysAheadMs).flatMap((shift) =>
      shift.person !== null && (feed.scheduleId !== null || shift.person === owner.userId)
        ? [{ ...shift, person: shift.person, scheduleId: id, schedule: name }]
        : [],
    ),
  )
  const people = await usersByIds(
    ctx.db,
    shifts.map(({ person }) => person),
  )
  return {
    locale: owner.locale,
    schedule: feed.scheduleId === null ? null : (schedules[0]?.name ?? ''),
    madeAt: now,
    events: shifts.map((shift) => ({
      uid: `${shift.scheduleId}-${shift.from}-${shift.person}@nightdesk`,
      from: shift.from,
      to: shift.to,
      summary: feed.scheduleId === null ? shift.schedule : (people.get(shift.person)?.name ?? ''),
    })),
  }
}
