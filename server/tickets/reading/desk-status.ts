import { isManager, type Viewer } from '@/server/accounts/schema'
import { type Metric } from '@/server/vocabulary/metric'
import type { ServiceContext } from '@/server/infra/context'
import type { Client } from '@/server/infra/db/db'
import { type OnCallNow, onCallOverview } from '@/server/oncall/schedule/schedules'
import { escalationDefinition } from '@/server/paging/schema'
import { type WaitingPage, waitingPages } from '@/server/paging/page/waiting'
import { countOpenDisputes } from '../disputes/list'
import { firstCalled } from '../filing/first-called.rules'

export interface DeskPage extends WaitingPage {
  /** The first or next response that the customer waits for; null when none is open. */
  answerDue: { metric: Metric; at: Date } | null
}

/** What every staff screen shows beside its own content. Instants are UTC. */
export interface DeskStatus {
  /** The instant that all of it describes. */
  at: Date
  /** Whom the default policy calls first stands first. */
  onCall: Pick<OnCallNow, 'scheduleId' | 'scheduleName' | 'person' | 'until'>[]
  /** Pages that nobody has acknowledged, the viewer's own first. */
  pages: DeskPage[]
  /** Disputes that wait for a decision; null for staff who decide none. */
  disputes: number | null
}

async function selectAnswersDue(client: Client, ticketIds: string[]) {
  if (ticketIds.length === 0) return []
  return client.slaClock.findMany({
    where: {
      ticketId: { in: ticketIds },
      metric: { in: ['FIRST_RESPONSE', 'NEXT_RESPONSE'] },
      state: { in: ['RUNNING', 'BREACHED'] },
      dueAt: { not: null },
    },
    orderBy: { dueAt: 'asc' },
    select: { ticketId: true, metric: true, dueAt: true },
  })
}

/** The steps of the default policy; null when there is none, or when what is stored cannot be read. */
async function selectDefaultSteps(client: Client) {
  const policy = await client.escalationPolicy.findFirst({ where: { isDefault: true }, select: { definition: true } })
  return escalationDefinition.safeParse(policy?.definition).data ?? null
}

/** Who is on call, which pages wait and until when the customer was promised an answer, in one reading. Staff only. */
export async function readDeskStatus(ctx: ServiceContext, viewer: Viewer): Promise<DeskStatus> {
  const at = ctx.now()
  const [onCall, steps, pages, disputes] = await Promise.all([
    onCallOverview(ctx.db, at),
    selectDefaultSteps(ctx.db),
    waitingPages(ctx, viewer),
    isManager(viewer) ? countOpenDisputes(ctx.db) : null,
  ])
  const clocks = await selectAnswersDue(
    ctx.db,
    pages.flatMap((page) => page.ticketId ?? []),
  )
  return {
    at,
    onCall: firstCalled(onCall, steps).map(({ scheduleId, scheduleName, person, until }) => ({
      scheduleId,
      scheduleName,
      person,
      until,
    })),
    pages: pages.map((page) => {
      const clock = clocks.find((one) => one.ticketId === page.ticketId)
      const answerDue = clock?.dueAt ? { metric: clock.metric.toLowerCase() as Metric, at: clock.dueAt } : null
      return { ...page, answerDue }
    }),
    disputes,
  }
}
