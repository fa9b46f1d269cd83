import { can } from '@/server/vocabulary/rights/rights'
import { ticketRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import type { ServiceContext } from '@/server/infra/context'
import type { Client } from '@/server/infra/db/db'
import { onCallOverview } from '@/server/oncall/schedule/schedules'
import { policiesInUse } from '@/server/paging/policy/used-schedules'
import { countWaitingPages, waitingPages } from '@/server/paging/waiting/waiting'
import { countForManagers } from '../disputes/list'
import { firstCalled } from '../filing/first-called.rules'
import { countUnread } from '../inbox/inbox'
import type { DeskStatus } from './schema'

async function selectAnswersDue(client: Client, ticketIds: string[]) {
  if (ticketIds.length === 0) return []
  return client.slaClock.findMany({
    where: {
      ticketId: { in: ticketIds },
      metric: { in: ['first_response', 'next_response'] },
      state: { in: ['running', 'breached'] },
      dueAt: { not: null },
    },
    orderBy: { dueAt: 'asc' },
    select: { ticketId: true, metric: true, dueAt: true },
  })
}

/**
 * Returns who is on call, the pages that wait with the due instant of their next answer, what waits for managers, and
 * how much of the viewer's inbox is unread.
 */
export async function readDeskStatus(ctx: ServiceContext, actor: Actor): Promise<DeskStatus> {
  const viewer = authorise(actor, ticketRights.readQueue)
  const at = ctx.now()
  const [onCall, { scheduleIds, byDefault }, pages, counts, unread] = await Promise.all([
    onCallOverview(ctx.db, at),
    policiesInUse(ctx.db),
    waitingPages(ctx, viewer),
    can(viewer, ticketRights.decideDisputes) ? countForManagers(ctx.db) : null,
    countUnread(ctx.db, viewer.userId),
  ])
  const [clocks, waiting] = await Promise.all([
    selectAnswersDue(
      ctx.db,
      pages.flatMap((page) => page.ticketId ?? []),
    ),
    countWaitingPages(ctx, viewer, pages),
  ])
  return {
    at,
    onCall: firstCalled(
      onCall.filter(({ scheduleId }) => scheduleIds.has(scheduleId)),
      byDefault,
    ).map(({ scheduleId, scheduleName, person, until }) => ({
      scheduleId,
      scheduleName,
      person,
      until,
    })),
    pages: pages.map((page) => {
      const clock = clocks.find((one) => one.ticketId === page.ticketId)
      const answerDue = clock?.dueAt ? { metric: clock.metric, at: clock.dueAt } : null
      return { ...page, answerDue }
    }),
    waiting,
    disputes: counts?.disputes ?? null,
    lowRatings: counts?.lowRatings ?? null,
    unread,
  }
}
