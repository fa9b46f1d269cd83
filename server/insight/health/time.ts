import { insightRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { z } from 'zod'
import { auditAct } from '@/server/accounts/audit'
import { conflict } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { decodeCursor, pageOf } from '@/server/infra/input/cursor'
import { log } from '@/server/infra/log'
import { unitOfWork } from '@/server/infra/db/unit-of-work'

export interface ClockAlarmView {
  id: string
  processName: string
  /** How far the database's clock was ahead, in milliseconds; negative when behind. */
  movedMs: number
  detectedAt: Date
  endedAt: Date | null
  endedBy: 'agreed' | 'accepted' | null
  acceptedBy: string | null
}

const listed = 10
const placeSchema = z.strictObject({ at: z.number(), id: z.uuid() })

/** Returns a page of alarms about the database's clock: all open ones first, then ended ones, the latest end first. */
export async function readClockAlarms(
  ctx: Pick<ServiceContext, 'db'>,
  actor: Actor,
  cursor?: string | null,
): Promise<{ rows: ClockAlarmView[]; next: string | null }> {
  authorise(actor, insightRights.operate)
  const place = decodeCursor(placeSchema, cursor)
  const at = place && new Date(place.at)
  const [open, ended] = await Promise.all([
    place
      ? []
      : ctx.db.clockAlarm.findMany({ where: { endedAt: null }, orderBy: [{ detectedAt: 'desc' }, { id: 'asc' }] }),
    ctx.db.clockAlarm.findMany({
      where:
        place && at
          ? { OR: [{ endedAt: { lt: at } }, { endedAt: at, id: { gt: place.id } }] }
          : { endedAt: { not: null } },
      orderBy: [{ endedAt: 'desc' }, { id: 'asc' }],
      take: listed + 1,
    }),
  ])
  const page = pageOf(ended, listed, ({ endedAt, id }) => ({ at: endedAt!.getTime(), id }))
  const rows = [...open, ...page.rows]
  const ids = rows.flatMap(({ acceptedById }) => acceptedById ?? [])
  const people = await ctx.db.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })
  const views = rows.map(({ acceptedById, movedMs, endedBy, ...row }) => ({
    ...row,
    movedMs: Number(movedMs),
    endedBy: endedBy as ClockAlarmView['endedBy'],
    acceptedBy: people.find(({ id }) => id === acceptedById)?.name ?? null,
  }))
  return { rows: views, next: page.next }
}

/** Counts open alarms: while there is one, a process decides nothing and health is red. */
export const countClockAlarms = (ctx: Pick<ServiceContext, 'db'>): Promise<number> =>
  ctx.db.clockAlarm.count({ where: { endedAt: null } })

/**
 * Accepts the database's time for every process that distrusts it; each follows it from its next measurement, within
 * ten seconds, and then handles what is due. The alarm's row records who accepted it and when.
 * @throws DomainError CONFLICT `noClockAlarm` when there is no open alarm
 */
export async function acceptDatabaseTime(ctx: ServiceContext, actor: Actor): Promise<{ accepted: number }> {
  const viewer = authorise(actor, insightRights.operate)
  const accepted = await unitOfWork(ctx, actor, async (work) => {
    const { tx, now } = work
    const { count } = await tx.clockAlarm.updateMany({
      where: { endedAt: null },
      data: { endedAt: now, endedBy: 'accepted', acceptedById: viewer.userId },
    })
    if (count > 0) await auditAct(work, ctx, 'time.accepted', { type: 'installation', id: '' }, { alarms: count })
    return count
  })
  if (accepted === 0) throw conflict('noClockAlarm')
  log.warn({ userId: viewer.userId, accepted }, 'the time of the database was accepted')
  return { accepted }
}
