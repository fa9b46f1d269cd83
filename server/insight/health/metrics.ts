import type { ServiceContext } from '@/server/infra/context'
import { metricValues } from '@/server/infra/metrics/metrics'
import { selectOverdue } from '@/server/due/overdue'
import { countFailedMails, countParked, selectOldestOwed } from './queries'
import { selectPulse } from '../overview/queries'

const prefix = 'nightdesk_'
const ageSeconds = (at: Date | null, now: Date) =>
  at === null ? 0 : Math.max(0, (now.getTime() - at.getTime()) / 1_000)

/** Adds a label to a metric name: `sends_total{channel="sms"}` becomes `…{channel="sms",worker="1a2b"}`. */
function labelled(name: string, label: string, value: string): string {
  const added = `${label}="${value}"`
  return name.endsWith('}') ? `${name.slice(0, -1)},${added}}` : `${name}{${added}}`
}

/**
 * Returns the metrics of this installation in the Prometheus text format: overdue work, and the counters of this web
 * process and of up to 20 running workers. Times are ages in seconds; 0 when nothing waits.
 */
export async function readMetrics(ctx: Pick<ServiceContext, 'db' | 'now'>): Promise<string> {
  const now = ctx.now()
  const overdue = await selectOverdue(ctx.db, now)
  const pulse = await selectPulse(ctx.db)
  const workers = await ctx.db.workerHeartbeat.findMany({
    where: { stoppedAt: null },
    orderBy: { beatAt: 'desc' },
    take: 20,
    select: { workerId: true, counters: true },
  })
  const lines: [string, number][] = [
    ['oldest_unsent_page_seconds', ageSeconds(await selectOldestOwed(ctx.db, now), now)],
    ['oldest_due_clock_seconds', ageSeconds(overdue.find(({ name }) => name === 'clocks')?.oldestAt ?? null, now)],
    ['last_full_sweep_age_seconds', pulse.lastAt ? ageSeconds(pulse.lastAt, now) : Number.NaN],
    ['mails_failed', await countFailedMails(ctx.db)],
    ['parked', await countParked(ctx.db)],
    ...overdue.flatMap(({ name, count, oldestAt }): [string, number][] => [
      [`overdue{kind="${name}"}`, count],
      [`oldest_overdue_seconds{kind="${name}"}`, ageSeconds(oldestAt, now)],
    ]),
    ...Object.entries(metricValues()).map(([name, value]): [string, number] => [
      labelled(name, 'process', 'web'),
      value,
    ]),
    ...workers.flatMap(({ workerId, counters }) =>
      Object.entries(counters as Record<string, number>).map(([name, value]): [string, number] => [
        labelled(labelled(name, 'process', 'worker'), 'worker', workerId.slice(0, 8)),
        value,
      ]),
    ),
  ]
  return `${lines.map(([name, value]) => `${prefix}${name} ${value}`).join('\n')}\n`
}
