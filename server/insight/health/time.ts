import { auditAct } from '@/server/accounts/audit'
import type { Viewer } from '@/server/accounts/schema'
import { conflict } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { log } from '@/server/infra/log'
import { unitOfWork } from '@/server/infra/db/unit-of-work'

export interface ClockAlarmView {
  id: string
  processName: string
  /** How far the database's clock was ahead, in ms; negative is behind. */
  movedMs: number
  detectedAt: Date
  endedAt: Date | null
  endedBy: 'agreed' | 'accepted' | null
  acceptedBy: string | null
}

const maxListed = 10

/** Returns the newest alarms about the database's clock, those that are open first. */
export async function readClockAlarms(ctx: Pick<ServiceContext, 'db'>): Promise<ClockAlarmView[]> {
  const rows = await ctx.db.clockAlarm.findMany({
    orderBy: [{ endedAt: { sort: 'desc', nulls: 'first' } }, { detectedAt: 'desc' }],
    take: maxListed,
  })
  const ids = rows.flatMap(({ acceptedById }) => acceptedById ?? [])
  const people = await ctx.db.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })
  return rows.map(({ acceptedById, movedMs, endedBy, ...row }) => ({
    ...row,
    movedMs: Number(movedMs),
    endedBy: endedBy as ClockAlarmView['endedBy'],
    acceptedBy: people.find(({ id }) => id === acceptedById)?.name ?? null,
  }))
}

/** Counts open alarms: health is red while there is one, because a process decides nothing. */
export const countClockAlarms = (ctx: Pick<ServiceContext, 'db'>): Promise<number> =>
  ctx.db.clockAlarm.count({ where: { endedAt: null } })

/**
 * Accepts the database's time for every process that doubts it; each follows it from its next measurement on, within
 * ten seconds, and decides what has come due by it. The alarm's row says who accepted it and when.
 * @throws DomainError CONFLICT `noClockAlarm` when nothing is in doubt
 */
export async function acceptDatabaseTime(ctx: ServiceContext, viewer: Viewer): Promise<{ accepted: number }> {
  const accepted = await unitOfWork(ctx, async ({ tx, now }) => {
    const { count } = await tx.clockAlarm.updateMany({
      where: { endedAt: null },
      data: { endedAt: now, endedBy: 'accepted', acceptedById: viewer.userId },
    })
    if (count > 0) await auditAct(tx, ctx, 'time.accepted', { type: 'installation', id: '' }, { alarms: count })
    return count
  })
  if (accepted === 0) throw conflict('noClockAlarm')
  log.warn({ userId: viewer.userId, accepted }, 'the time of the database was accepted')
  return { accepted }
}
