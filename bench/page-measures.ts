import http from 'node:http'
import os from 'node:os'
import type { BenchApp } from './app'
import { openPage, ratePerSecond } from './http'
import { addEngineers, answer, type Desk, file } from './pages-data'
import { cpuMs } from './processes'
import { type Measure, percentile } from './report'

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
export const rounds = 5
/** What a page of the framework cost on the machine on which the targets were set, ms. */
export const smallestPageOfTargetsMs = 3.1
/** BENCH_PAGES_EACH: requests per round, rates ten times as many; fewer for a quick look. */
export const each = Number(process.env.BENCH_PAGES_EACH ?? 40)

export const below = (name: string, value: number, target: number, unit = 'ms'): Measure => ({
  name,
  value,
  unit,
  target,
  side: 'below',
})
export const atLeast = (name: string, value: number, target: number, unit: string): Measure => ({
  name,
  value,
  unit,
  target,
  side: 'atLeast',
})

/** The part of the processes' time that counts: what a request costs the web process, and with the database. */
const spent = (app: BenchApp) => ({ web: cpuMs(app.web()), all: cpuMs(app.web()) + cpuMs(app.postgres) })

/** Says how busy the machine was, because the benchmark shares it. */
export const withLoad = (name: string) => `${name} (load ${os.loadavg()[0]!.toFixed(1)})`

/**
 * Measures the smallest page that the framework draws, "not found" for a visitor: the unit in which the other pages can
 * be compared between machines. Returns its processor time in the web process, ms.
 */
export async function smallestPage(app: BenchApp): Promise<number> {
  const open = () => openPage(app, '', '/no-such-page', 404)
  for (let warm = 0; warm < each * 2; warm += 1) await open()
  const costs: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const before = cpuMs(app.web())
    for (let run = 0; run < each; run += 1) await open()
    costs.push((cpuMs(app.web()) - before) / each)
  }
  return percentile(costs, 0.5)
}

/** Opens a page by one reader: processor time (median of the rounds) and p95 of the best of them. */
export async function pageMeasures(
  app: BenchApp,
  page: { name: string; cookie: string; path: string; cpu: number; p95: number },
  smallest: number,
): Promise<Measure[]> {
  for (let warm = 0; warm < each; warm += 1) await openPage(app, page.cookie, page.path)
  const web: number[] = []
  const all: number[] = []
  const p95: number[] = []
  let bytes = 0
  for (let round = 0; round < rounds; round += 1) {
    const times: number[] = []
    const before = spent(app)
    for (let run = 0; run < each; run += 1) {
      const from = performance.now()
      bytes = await openPage(app, page.cookie, page.path)
      times.push(performance.now() - from)
    }
    const after = spent(app)
    web.push((after.web - before.web) / each)
    all.push((after.all - before.all) / each)
    p95.push(percentile(times, 0.95))
  }
  return [
    below(`${page.name}, ${Math.round(bytes / 1024)} KB gzip: processor time, web`, percentile(web, 0.5), page.cpu),
    below(
      `${page.name}: the same in smallest pages`,
      percentile(web, 0.5) / smallest,
      Math.round((page.cpu / smallestPageOfTargetsMs) * 10) / 10,
      'pages',
    ),
    below(`${page.name}: processor time, web and database`, percentile(all, 0.5), page.cpu),
    below(withLoad(`${page.name}: p95, best of ${rounds}`), Math.min(...p95), page.p95),
  ]
}

/** Filing alone, and while sixteen readers open the queue one after the other. */
export async function filingMeasures(app: BenchApp, desk: Desk): Promise<Measure[]> {
  await ratePerSecond(each * 5, 8, () => file(app, desk))
  const alone = await ratePerSecond(each * 25, 8, () => file(app, desk))
  let reading = true
  let read = 0
  const readers = Array.from({ length: 16 }, async () => {
    while (reading) {
      await openPage(app, desk.cookies.engineer, '/desk')
      read += 1
    }
  })
  await pause(2_000)
  const from = performance.now()
  const readBefore = read
  const beside = await ratePerSecond(each * 5, 8, () => file(app, desk))
  const readRate = ((read - readBefore) / (performance.now() - from)) * 1_000
  reading = false
  await Promise.all(readers)
  return [
    atLeast(withLoad('file, 8 at once in one organisation'), alone, 200, 'tickets/s'),
    atLeast(
      withLoad(`file, 8 at once while 16 readers load the queue (${readRate.toFixed(1)} pages/s)`),
      beside,
      25,
      'tickets/s',
    ),
  ]
}

/** An answer's processor time, and how many a second eight engineers write to eight tickets. */
export async function replyMeasures(app: BenchApp, desk: Desk): Promise<Measure[]> {
  const tickets: string[] = []
  for (let index = 0; index < 40; index += 1) tickets.push((await file(app, desk)).reference)
  let turn = 0
  const reply = () => {
    turn += 1
    return answer(app, desk, tickets[turn % tickets.length]!, turn)
  }
  for (let warm = 0; warm < each; warm += 1) await reply()
  const before = spent(app)
  for (let run = 0; run < each * 2; run += 1) await reply()
  const after = spent(app)
  const rate = await ratePerSecond(each * 10, 8, reply)
  return [
    below('reply alone: processor time, web', (after.web - before.web) / (each * 2), 12),
    below('reply alone: processor time, web and database', (after.all - before.all) / (each * 2), 12),
    atLeast(withLoad('reply, 8 at once'), rate, 80, 'replies/s'),
  ]
}

/** Opens live streams as browsers do, five per engineer; returns how many events have arrived and how to close them. */
async function openStreams(app: BenchApp, count: number) {
  const names = await addEngineers(app, count / 5)
  const streams = new http.Agent({ maxSockets: count })
  let events = 0
  const requests: http.ClientRequest[] = []
  for (const name of names) {
    const cookie = await app.signIn(name)
    for (let index = 0; index < 5; index += 1)
      await new Promise<void>((resolve, reject) => {
        const headers = { cookie, accept: 'text/event-stream' }
        const request = http.get(`${app.url}/api/trpc/live.changes`, { agent: streams, headers }, (response) => {
          if (response.statusCode !== 200) reject(new Error(`live.changes: ${response.statusCode}`))
          response.on('data', (part: Buffer) => {
            events += part.toString().split('"kind":"ticket"').length - 1
          })
          response.on('error', () => undefined)
          response.once('data', () => resolve())
        })
        request.on('error', reject)
        requests.push(request)
      })
  }
  return {
    events: () => events,
    close: () => {
      for (const request of requests)
        request
          .removeAllListeners('error')
          .on('error', () => undefined)
          .destroy()
      streams.destroy()
    },
  }
}

/** One answer, three a second, without streams and with 200 of them; idle time is subtracted. */
export async function streamMeasures(app: BenchApp, desk: Desk): Promise<Measure[]> {
  const changes = each
  const tickets: string[] = []
  for (let index = 0; index < 20; index += 1) tickets.push((await file(app, desk)).reference)
  const costOfChange = async () => {
    await pause(2_000)
    const idleBefore = spent(app).all
    await pause((changes * 1_000) / 3)
    const idle = spent(app).all - idleBefore
    const before = spent(app).all
    const from = performance.now()
    for (let run = 0; run < changes; run += 1) {
      await answer(app, desk, tickets[run % tickets.length]!, run)
      await pause(Math.max(0, from + ((run + 1) * 1_000) / 3 - performance.now()))
    }
    return (spent(app).all - before - idle) / changes
  }
  const without = await costOfChange()
  const streams = await openStreams(app, 200)
  try {
    const with200 = await costOfChange()
    const arrived = streams.events()
    if (arrived < changes * 200) throw new Error(`${arrived} events of ${changes * 200} arrived`)
    return [
      below('one reply without streams: processor time, web and database', without, 20),
      below('one reply with 200 open streams: processor time, web and database', with200, 20),
    ]
  } finally {
    streams.close()
  }
}
