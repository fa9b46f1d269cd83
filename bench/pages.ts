import { selectOverdue } from '@/server/due/overdue'
import { type BenchApp, startApp } from './app'
import { agent, openPage, ratePerSecond } from './http'
import {
  atLeast,
  below,
  each,
  filingMeasures,
  pageMeasures,
  pause,
  replyMeasures,
  rounds,
  smallestPage,
  smallestPageOfTargetsMs,
  streamMeasures,
  withLoad,
} from './page-measures'
import { fillDesk } from './pages-data'
import { memoryMb } from './processes'
import { dueClocks } from './product'
import type { Measure } from './report'

const settleMs = 300_000

/** Waits until the worker has done what became due by filling the desk, because it would use the same cores. */
async function settle(app: BenchApp): Promise<void> {
  const until = Date.now() + settleMs
  do {
    await pause(10_000)
    if ((await selectOverdue(app.db, new Date())).every(({ count }) => count === 0)) return
  } while (Date.now() < until)
  throw new Error(`Work is still overdue after ${settleMs / 1_000} s`)
}

/**
 * `npm run bench pages`: pages of the built app on a desk of BENCH_TICKETS (100,000) tickets, BENCH_OPEN (30) percent of
 * them open, with the client on the same cores. Figures of the web process alone are beside those with the database,
 * because which of the two to improve differs.
 */
export async function pages(): Promise<Measure[]> {
  const app = await startApp()
  try {
    const desk = await fillDesk(app, Number(process.env.BENCH_TICKETS ?? 100_000), Number(process.env.BENCH_OPEN ?? 30))
    await settle(app)
    const measures = [below('memory at rest, everything', memoryMb(app.pids()), 500, 'MB')]
    const { customer, engineer, manager } = desk.cookies
    const smallest = await smallestPage(app)
    measures.push(below('smallest page of the framework: processor time, web', smallest, smallestPageOfTargetsMs))
    for (const page of [
      { name: 'queue, 100 rows', cookie: engineer, path: '/desk', cpu: 15, p95: 40 },
      { name: 'ticket', cookie: engineer, path: `/desk/tickets/${desk.short}`, cpu: 20, p95: 50 },
      { name: 'ticket of 30 messages', cookie: engineer, path: `/desk/tickets/${desk.long}`, cpu: 30, p95: 70 },
      { name: 'portal list', cookie: customer, path: '/tickets', cpu: 15, p95: 40 },
      { name: "managers' SLA page", cookie: manager, path: '/manage', cpu: 40, p95: 100 },
    ])
      measures.push(...(await pageMeasures(app, page, smallest)))
    const best: number[] = []
    for (let round = 0; round < rounds; round += 1)
      best.push(await ratePerSecond(each * 3, 8, () => openPage(app, engineer, '/desk')))
    measures.push(atLeast(withLoad(`queue, 8 readers at once, best of ${rounds}`), Math.max(...best), 70, 'pages/s'))
    measures.push(...(await replyMeasures(app, desk)))
    measures.push(...(await streamMeasures(app, desk)))
    measures.push(...(await filingMeasures(app, desk)))
    if (!process.env.BENCH_PAGES_EACH)
      measures.push(...(await dueClocks(app)).map((one) => (one.name.includes('p99') ? { ...one, target: 250 } : one)))
    measures.push(below('memory after all of this, everything', memoryMb(app.pids()), 600, 'MB'))
    return measures
  } finally {
    agent.destroy()
    await app.stop()
  }
}
