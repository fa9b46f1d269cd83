import { randomUUID } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { writeInput } from '@/app/_trpc/transformer'
import en from '@/messages/en/desk.json'
import { launchBrowser } from '@/scripts/support/browser'
import { untilListening } from '@/tests/support/listening'
import { call, signedIn } from '@/tests/support/signed-in'

let browser: Browser
let engineer: Page
let second: Page
beforeAll(async () => {
  browser = await launchBrowser()
  const options = { baseURL: inject('baseUrl'), viewport: { width: 1280, height: 900 } }
  engineer = await signedIn(browser, 'engineer', options)
  second = await signedIn(browser, 'second', options)
})
afterAll(() => browser?.close())

const box = (page: Page) => page.getByRole('textbox', { name: en.composer.reply, exact: true })
const others = (page: Page) => page.getByRole('status', { name: en.presence.label })
const after = (words: string) => words.replace('{name}', '').trim()

it('two engineers on one ticket see each other read, write and go, also from a second tab, and what waits to be sent', async () => {
  const { rows } = await call<{ rows: { reference: string }[] }>(engineer, 'tickets.queue', { view: 'open' }, 'GET')
  const { reference } = rows[0]!
  for (const page of [engineer, second]) {
    await page.goto(`/desk/tickets/${reference}`)
    await untilListening(box(page))
  }
  for (const page of [engineer, second]) await others(page).getByText(after(en.presence.reading)).waitFor()

  await box(second).fill('We look at')
  await others(engineer).getByText(after(en.presence.replying)).waitFor()
  await engineer.getByText(after(en.presence.isReplying)).waitFor()
  await box(second).fill('')
  await others(engineer).getByText(after(en.presence.reading)).waitFor()

  // The other tab of the browser has no stream of its own.
  const tab = await second.context().newPage()
  await tab.goto(`/desk/tickets/${reference}`)
  await untilListening(box(tab))
  await second.goto('/desk')
  await box(tab).fill('From the second tab')
  await others(engineer).getByText(after(en.presence.replying)).waitFor()
  await tab.close()
  await expect.poll(() => others(engineer).innerText()).toBe('')

  // `call` sends no dates.
  const answered = await second.request.post('/api/trpc/tickets.answer', {
    data: JSON.stringify(
      writeInput({
        reference,
        clientKey: randomUUID(),
        kind: 'update',
        body: 'The fix is rolled out tonight.',
        sendAt: new Date(Date.now() + 3_600_000),
        undoable: true,
      }),
    ),
    headers: { 'content-type': 'application/json', origin: inject('baseUrl') },
  })
  expect(answered.status()).toBe(200)
  await engineer.getByText('The fix is rolled out tonight.').waitFor()
  const [held] = await call<{ id: string }[]>(second, 'tickets.held', { reference }, 'GET')
  await call(second, 'tickets.undoHeld', { id: held!.id })
  await engineer.getByText('The fix is rolled out tonight.').waitFor({ state: 'detached' })
})
