import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import en from '@/messages/en/desk.json'
import portal from '@/messages/en/portal.json'
import { launchBrowser } from '@/scripts/support/browser'
import { signedIn } from '@/tests/support/signed-in'
import { startApp } from './app'
import { type Measure, percentile } from './report'

const messages = 60
const messageLength = 20_000
const keys = 200

/** Calls a procedure as the person who is signed in on a browser page. */
async function call<T>(page: Page, url: string, path: string, input: unknown, method: 'GET' | 'POST'): Promise<T> {
  const json = JSON.stringify({ json: input })
  const response = await (method === 'POST'
    ? page.request.post(`${url}/api/trpc/${path}`, {
        data: json,
        headers: { 'content-type': 'application/json', origin: url },
      })
    : page.request.get(`${url}/api/trpc/${path}?input=${encodeURIComponent(json)}`))
  const answer = (await response.json()) as { result?: { data: { json: T } } }
  if (!answer.result) throw new Error(`${path}: ${response.status()} ${JSON.stringify(answer).slice(0, 300)}`)
  return answer.result.data.json
}

/** Prose, code and a table, 20 kB of it, as engineers and customers paste it. */
function longMessage(place: number): string {
  const lines = [`Message ${place}.`, '', '```']
  for (let size = 0, row = 0; size < messageLength; row += 1) {
    const line =
      row % 40 === 39
        ? '```\n\n| node | loss | since |\n|---|---|---|\n| gz-3 | **12 %** | 01:30 |\n\nSee `trace.log`, then:\n\n```'
        : `2026-11-20T02:${String(row % 60).padStart(2, '0')} edge-${place} WARN retry=${row} seq=${place * 1_000 + row} timed out`
    lines.push(line)
    size += line.length + 1
  }
  return [...lines, '```']
    .join('\n')
    .slice(0, messageLength - 4)
    .concat('\n```')
}

/**
 * Types into a box and measures, in ms, each key from its event to the frame that shows it. Runs inside the page, so
 * that the communication with the browser is not measured.
 */
async function typeKeys(page: Page, name: string): Promise<number[]> {
  const box = page.getByRole('textbox', { name, exact: true })
  await box.click()
  await page.evaluate(() => {
    const times: number[] = []
    Object.assign(window, { typedTimes: times })
    document.addEventListener(
      'keydown',
      ({ timeStamp }) =>
        // A task posted during the animation frame runs after the frame was painted.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => times.push(performance.now() - timeStamp)
          port2.postMessage(null)
        }),
      true,
    )
  })
  const text = 'The node gz-3 drops packets since 01:30; a rollback is on its way. '
  for (let index = 0; index < keys; index += 1) await page.keyboard.press(text[index % text.length]!)
  await page.waitForTimeout(500)
  return page.evaluate(() => (window as unknown as { typedTimes: number[] }).typedTimes)
}

/** Measures typing on a ticket with 60 messages of 20 kB, on the desk and in the portal (F20), and on an empty one. */
export async function typing(): Promise<Measure[]> {
  // BENCH_URL: a product that is already running with the demo data.
  const app = process.env.BENCH_URL ? null : await startApp()
  const url = process.env.BENCH_URL ?? app!.url
  const browser = await launchBrowser()
  try {
    const options = { baseURL: url, viewport: { width: 1280, height: 900 }, locale: 'en-GB' }
    const customer = await signedIn(browser, 'customer', options)
    const engineer = await signedIn(browser, 'engineer', options)
    await app?.liftWritingLimits('engineer')
    const { projects } = await call<{ projects: { id: string }[] }>(customer, url, 'tickets.options', undefined, 'GET')
    const file = async () =>
      call<{ reference: string }>(
        customer,
        url,
        'tickets.file',
        {
          clientKey: randomUUID(),
          projectId: projects[0]!.id,
          scenario: 'meeting',
          severity: 'S3',
          body: 'Some people cannot join.',
        },
        'POST',
      )
    const [empty, long] = [await file(), await file()]
    for (let place = 0; place < messages; place += 1)
      await call(
        engineer,
        url,
        'tickets.answer',
        { reference: long.reference, clientKey: randomUUID(), kind: 'update', body: longMessage(place) },
        'POST',
      )
    const measures: Measure[] = []
    for (const [where, page, path, name] of [
      ['desk', engineer, '/desk/tickets', en.composer.reply],
      ['portal', customer, '/tickets', portal.reply.label],
    ] as const)
      for (const [what, reference] of [
        ['empty ticket', empty.reference],
        [`${messages} messages of 20 kB`, long.reference],
      ] as const) {
        await page.goto(`${path}/${reference}`)
        const times = await typeKeys(page, name)
        const measure = (part: number) => ({
          name: `a typed key, ${where}, ${what}, p${part * 100}`,
          value: percentile(times, part),
          unit: 'ms',
          target: 50,
          side: 'below' as const,
        })
        measures.push(measure(0.5), measure(0.95))
      }
    return measures
  } finally {
    await browser.close()
    await app?.stop()
  }
}
