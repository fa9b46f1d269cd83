import type { ServiceContext } from '@/server/infra/context'
import { log } from '@/server/infra/log'
import { dueMails, type MailTransport } from '@/server/integrations/mail/service'
import { dueCoverageChecks, watchCoverage } from '@/server/paging/coverage-service'
import { dueDrills, runDrill } from '@/server/paging/drill-service'
import { advanceEscalation, deliver, dueDeliveries, duePages, type PageTransports } from '@/server/paging/service'
import { dueFiles, removeFile } from '@/server/tickets/attachments-service'
import {
  armClocks,
  closeResolvedTicket,
  dueClockTickets,
  dueClosings,
  settleTicketClocks,
} from '@/server/tickets/clock-service'
import { dueDisputes, remindOfDispute } from '@/server/tickets/dispute-list-service'
import { dueHeldMessages, sendHeldMessage } from '@/server/tickets/held-service'
import { dueBriefs, dueHandoffs, followUpBrief, handOffShift } from '@/server/tickets/handoff-watch-service'
import { sendMail } from './mail'

export interface SweepTransports {
  paging: PageTransports
  mail: MailTransport
}

const batch = 200
/** Rows handled at once within a kind; each takes a connection of the pool. */
const atOnce = 6
const mostRounds = 50
/** What was handled and is due again waits so long within one sweep: long enough not to spin, and within a storm's window. */
const againMs = 500

/** @returns those that failed */
async function inParallel(
  items: readonly string[],
  work: (item: string) => Promise<unknown>,
  what: string,
): Promise<string[]> {
  const queue = [...items]
  const failed: string[] = []
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      try {
        await work(item)
      } catch (error) {
        // One bad row must not keep the others waiting; it stays due and is tried again by the next sweep.
        log.error({ what, item, err: error }, 'sweep')
        failed.push(item)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, queue.length) }, lane))
  return failed
}

/** Handles what is due until a round finds nothing new; urgent kinds first in every round. Returns how much it did. */
export async function runSweepOnce(
  ctx: ServiceContext,
  transports: SweepTransports,
  workerId: string,
): Promise<number> {
  const kinds = [
    { what: 'clocks', due: dueClockTickets, work: (id: string) => settleTicketClocks(ctx, id) },
    // Before the pages: an answer that is due closes one.
    { what: 'messages', due: dueHeldMessages, work: (id: string) => sendHeldMessage(ctx, id) },
    { what: 'pages', due: duePages, work: (id: string) => advanceEscalation(ctx, id) },
    { what: 'deliveries', due: dueDeliveries, work: (id: string) => deliver(ctx, id, transports.paging, workerId) },
    { what: 'mails', due: dueMails, work: (id: string) => sendMail(ctx, id, transports.mail, workerId) },
    { what: 'closings', due: dueClosings, work: (id: string) => closeResolvedTicket(ctx, id) },
    { what: 'files', due: dueFiles, work: (id: string) => removeFile(ctx, id) },
    { what: 'handoffs', due: dueHandoffs, work: (id: string) => handOffShift(ctx, id) },
    { what: 'briefs', due: dueBriefs, work: (id: string) => followUpBrief(ctx, id) },
    { what: 'disputes', due: dueDisputes, work: (id: string) => remindOfDispute(ctx, id) },
    { what: 'coverage', due: dueCoverageChecks, work: () => watchCoverage(ctx) },
    { what: 'drills', due: dueDrills, work: (id: string) => runDrill(ctx, id) },
  ]
  let handled = 0
  // By kind, from when an id may be tried again in this sweep. What failed stays due, and is left to the next one.
  const rests = new Map(kinds.map(({ what }) => [what, new Map<string, number>()]))
  for (let round = 0; round < mostRounds; round += 1) {
    let found = 0
    for (const { what, due, work } of kinds) {
      const resting = rests.get(what)!
      // The oldest come first: what rests must not fill the batch and hide what came later.
      const now = ctx.now().getTime()
      const ids = (await due(ctx, batch + resting.size)).filter((id) => (resting.get(id) ?? now) <= now).slice(0, batch)
      const failed = await inParallel(ids, work, what)
      for (const id of ids) resting.set(id, now + againMs)
      for (const id of failed) resting.set(id, Number.POSITIVE_INFINITY)
      found += ids.length
    }
    handled += found
    if (found === 0) break
  }
  return handled
}

const everyMs = 2_000
const armEveryMs = 60_000
/** A little beyond the arming interval, so that nothing falls between two passes. */
const horizonMs = 2 * 60_000
const pingPatienceMs = 1_500

/** Tells the dead man's switch outside that a sweep went through; its silence is the alarm. */
async function ping(url: string): Promise<void> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(pingPatienceMs) })
    await response.body?.cancel()
  } catch (error) {
    log.warn({ err: (error as Error).message }, 'heartbeat address')
  }
}

/**
 * The safety net: a timer in every worker, never a job, so that it survives a flushed or dead queue. Every sweep that
 * went through pings `heartbeatUrl`; one that failed does not.
 */
export function startSweep(
  ctx: ServiceContext,
  transports: SweepTransports,
  workerId: string,
  heartbeatUrl?: string,
  intervalMs = everyMs,
) {
  let stopped = false
  let under: Promise<unknown> = Promise.resolve()
  let pinged: Promise<void> = Promise.resolve()
  let armedAt = Number.NEGATIVE_INFINITY
  const pass = async () => {
    try {
      if (ctx.now().getTime() - armedAt >= armEveryMs) {
        armedAt = ctx.now().getTime()
        await armClocks(ctx, horizonMs)
      }
      await runSweepOnce(ctx, transports, workerId)
      // Not waited for: a slow switch must not slow the sweep.
      if (heartbeatUrl) pinged = ping(heartbeatUrl)
    } catch (error) {
      log.error({ err: error }, 'sweep')
    }
  }
  let busy = false
  const timer = setInterval(() => {
    if (busy || stopped) return
    busy = true
    under = pass().finally(() => {
      busy = false
    })
  }, intervalMs)
  return {
    async stop() {
      stopped = true
      clearInterval(timer)
      await under
      await pinged
    },
  }
}
