import { readFileSync } from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { Browser, BrowserContext, CDPSession, Page, Worker } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { launchBrowser } from '@/scripts/support/browser'

/** What the worker's scope has of a browser, as far as this test reaches into it. */
interface WorkerScope extends EventTarget {
  registration: {
    showNotification(...given: unknown[]): Promise<void>
    getNotifications(): Promise<
      { title: string; body: string; tag: string; actions: { action: string; title: string }[]; close(): void }[]
    >
  }
  clients: { openWindow(url: string): Promise<null> }
  opened: string[]
  /** How many notifications the browser has taken. */
  taken: number
  pending: Promise<unknown>[]
}

const source = readFileSync(path.resolve(import.meta.dirname, '../../public/sw.js'))
let server: http.Server
let origin = ''
let acknowledges = 200
const posts: string[] = []
let browser: Browser
let context: BrowserContext
let page: Page
let showsNotifications = false
let worker: Worker
let devtools: CDPSession
let registrationId = ''

beforeAll(async () => {
  server = http.createServer((request, response) => {
    if (request.method === 'POST') {
      posts.push(request.url ?? '')
      return response.writeHead(acknowledges).end()
    }
    const script = request.url === '/sw.js'
    return response
      .writeHead(200, { 'content-type': script ? 'text/javascript' : 'text/html' })
      .end(script ? source : '<!doctype html><title>desk</title>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  browser = await launchBrowser()
  context = await browser.newContext()
  await context.grantPermissions(['notifications'], { origin })
  page = await context.newPage()
  devtools = await context.newCDPSession(page)
  const registered = new Promise<string>((resolve) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      if (registrations[0]) resolve(registrations[0].registrationId)
    })
  })
  await devtools.send('ServiceWorker.enable')
  const started = context.waitForEvent('serviceworker')
  await page.goto(origin)
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js')
    await navigator.serviceWorker.ready
  })
  worker = await started
  registrationId = await registered
  showsNotifications = await worker.evaluate((timeoutMs) => {
    const scope = globalThis as unknown as WorkerScope
    return Promise.race([
      scope.registration.showNotification('Probe', { tag: 'probe' }).then(
        () => true,
        () => false,
      ),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), timeoutMs)),
    ])
  }, 5_000)
  await worker.evaluate(() => {
    const scope = globalThis as unknown as WorkerScope
    const show = scope.registration.showNotification.bind(scope.registration)
    scope.taken = 0
    scope.registration.showNotification = async (...given) => {
      await show(...given)
      scope.taken += 1
    }
  })
})
afterAll(async () => {
  await browser?.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})
beforeEach(async ({ skip }) => {
  // The packaged headless browser has no notifications; an installed Chrome or Chromium has.
  skip(!showsNotifications, 'This browser cannot show notifications: install Chromium to run these.')
  posts.length = 0
  acknowledges = 200
  await worker.evaluate(async () => {
    const scope = globalThis as unknown as WorkerScope
    for (const shown of await scope.registration.getNotifications()) shown.close()
    scope.opened = []
    // A window opens only after a real click on a real notification, which no headless browser has.
    scope.clients.openWindow = async (url) => {
      scope.opened.push(url)
      return null
    }
  })
  await expect.poll(shown).toHaveLength(0)
})

const data = (more: Record<string, string> = {}) => ({
  tag: 'delivery-1',
  title: 'S1 ACME-7',
  body: 'ACME: Messages vanish',
  more: '0',
  repeated: '',
  acknowledgeUrl: `${origin}/p/token`,
  url: `${origin}/desk/tickets/ACME-7`,
  locale: 'en',
  ...more,
})
const taken = () => worker.evaluate(() => (globalThis as unknown as WorkerScope).taken)
/** Who asks a browser for its notifications while it is about to show one may make it forget that one. */
async function push(payload: Record<string, string>) {
  const before = await taken()
  await devtools.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: JSON.stringify(payload) })
  await expect.poll(taken).toBe(before + 1)
}
const shown = () =>
  worker.evaluate(async () =>
    (await (globalThis as unknown as WorkerScope).registration.getNotifications()).map(
      ({ title, body, tag, actions }) => ({ title, body, tag, actions: actions.map((one) => one.title) }),
    ),
  )
/** A click as the worker is told of it; answers with the windows that it opened. */
const click = (action: string) =>
  worker.evaluate(async (chosen) => {
    const scope = globalThis as unknown as WorkerScope
    const [notification] = await scope.registration.getNotifications()
    const waiting: Promise<unknown>[] = []
    const Click = (globalThis as unknown as { NotificationEvent: new (type: string, init: object) => Event })
      .NotificationEvent
    const event = new Click('notificationclick', { notification, action: chosen })
    Object.defineProperty(event, 'waitUntil', { value: (work: Promise<unknown>) => waiting.push(work) })
    scope.dispatchEvent(event)
    await Promise.all(waiting)
    return scope.opened
  }, action)

it('a push notification has a button, in its reader’s language; a repeat replaces it', async () => {
  await push(data())
  await expect
    .poll(shown)
    .toEqual([{ title: 'S1 ACME-7', body: 'ACME: Messages vanish', tag: 'delivery-1', actions: ['Acknowledge'] }])
  await push(data({ repeated: 'yes', more: '2', locale: 'zh-CN' }))
  await expect.poll(shown).toMatchObject([{ title: 'S1 ACME-7 +2（重发）', actions: ['认领'] }])
})

it('the button acknowledges without opening anything; a click on the notification opens the ticket', async () => {
  await push(data())
  await expect.poll(shown).toHaveLength(1)
  expect(await click('acknowledge')).toEqual([])
  expect(posts).toEqual(['/p/token?via=push'])
  // The closing is the browser's, in its own time: one of the same tag must not be shown before.
  await expect.poll(shown).toHaveLength(0)
  await push(data())
  await expect.poll(shown).toHaveLength(1)
  expect(await click('')).toEqual([`${origin}/desk/tickets/ACME-7`])
  expect(posts).toHaveLength(1)
})

it('a failed acknowledgement opens the acknowledge page', async () => {
  acknowledges = 503
  await push(data())
  await expect.poll(shown).toHaveLength(1)
  expect(await click('acknowledge')).toEqual([`${origin}/p/token`])
})

it('a test notification has nothing to acknowledge', async () => {
  const { acknowledgeUrl: _, ...test } = data()
  await push(test)
  await expect.poll(shown).toMatchObject([{ actions: [] }])
})
