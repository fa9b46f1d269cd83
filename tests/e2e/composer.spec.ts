import { randomUUID } from 'node:crypto'
import type { Browser, BrowserContext, Locator, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import en from '@/messages/en/desk.json'
import common from '@/messages/en/common.json'
import portal from '@/messages/en/portal.json'
import { launchBrowser } from '@/scripts/support/browser'
import { untilListening } from '@/tests/support/listening'
import { call, signedIn } from '@/tests/support/signed-in'

const baseUrl = inject('baseUrl')
let browser: Browser
let customer: Page
let engineer: Page
let second: Page

beforeAll(async () => {
  browser = await launchBrowser()
  const options = { baseURL: baseUrl, viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' as const }
  ;[customer, engineer, second] = (await Promise.all(
    ['customer', 'engineer', 'second'].map((name) => signedIn(browser, name, options)),
  )) as [Page, Page, Page]
})
afterAll(() => browser?.close())

/** A fresh S3 of the demo's customer. */
async function fileTicket(): Promise<string> {
  const { projects } = await call<{ projects: { id: string }[] }>(customer, 'tickets.options', undefined, 'GET')
  const { reference } = await call<{ reference: string }>(customer, 'tickets.file', {
    clientKey: randomUUID(),
    projectId: projects[0]!.id,
    scenario: 'meeting',
    severity: 'S3',
    body: 'Some people cannot join.',
  })
  return reference
}
interface Item {
  kind: string
  type: string
  chain: string
  body: string | null
  attachments: unknown[]
}
const events = async (page: Page, reference: string) =>
  (await call<{ timeline: Item[] }>(page, 'tickets.get', { reference }, 'GET')).timeline.filter(
    ({ kind, type }) => kind === 'event' && ['customer_reply', 'staff_reply', 'internal_note'].includes(type),
  )
const bodies = async (page: Page, reference: string) => (await events(page, reference)).map(({ body }) => body)

async function openDesk(page: Page, reference: string) {
  await page.goto(`/desk/tickets/${reference}`)
  await untilListening(box(page))
}
const box = (page: Page) => page.getByRole('textbox', { name: en.composer.reply, exact: true })
async function openPortal(page: Page, reference: string) {
  await page.goto(`/tickets/${reference}`)
  await untilListening(replyBox(page))
}
const replyBox = (page: Page) => page.getByRole('textbox', { name: portal.reply.label, exact: true })
const noteBox = (page: Page) => page.getByRole('textbox', { name: en.composer.note, exact: true })
const kind = (page: Page, name: string) =>
  page.getByRole('radiogroup', { name: en.composer.kind }).getByText(name, { exact: true }).click()
const undo = (page: Page) => page.getByRole('button', { name: common.held.undo })
/** The draft is in the store: a reload would find it. */
const saved = (page: Page, text: string) =>
  expect.poll(() => page.evaluate(() => Object.values(localStorage).join())).toContain(text)
/** Ends the ten seconds without waiting for them, once the form has let go of the text. */
async function sendHeld(page: Page, field: Locator, reference: string) {
  await expect.poll(() => field.inputValue()).toBe('')
  for (const { id } of await call<{ id: string }[]>(page, 'tickets.held', { reference }, 'GET'))
    await call(page, 'tickets.sendHeld', { id })
}

/** Lets the next request of a procedure reach the server, and cuts its answer. */
async function loseAnswer(page: Page, procedure: string) {
  let lost = 0
  const matches = (request: Request) => request.method() === 'POST' && request.url().includes(procedure)
  await page.route('**/api/trpc/**', async (route) => {
    if (lost > 0 || !matches(route.request())) return route.fallback()
    lost += 1
    await route.fetch()
    await route.abort('connectionreset')
  })
  return () => lost
}

describe('messages reach only their intended readers', () => {
  it('an internal note never comes back as a public reply', async () => {
    const reference = await fileTicket()
    await openDesk(engineer, reference)
    await kind(engineer, en.composer.note)
    await noteBox(engineer).fill('Customer is on the old contract, do not tell.')
    await saved(engineer, 'old contract')
    await engineer.reload()
    await noteBox(engineer).waitFor()
    expect(await noteBox(engineer).inputValue()).toContain('old contract')
    await kind(engineer, 'Update')
    expect(await box(engineer).inputValue()).toBe('')
    // The second tab and the second person of this browser do not get it as a reply either.
    const tab = await engineer.context().newPage()
    await tab.goto(`/desk/tickets/${reference}`)
    await noteBox(tab).waitFor()
    await tab.close()
  })

  it('a reply whose response was lost is sent once, and the screen shows that it arrived', async () => {
    const reference = await fileTicket()
    await openDesk(engineer, reference)
    const lost = await loseAnswer(engineer, 'tickets.answer')
    await box(engineer).fill('We found it.')
    await box(engineer).press('Control+Enter')
    await sendHeld(engineer, box(engineer), reference)
    expect(lost()).toBe(1)
    await engineer.unrouteAll()
    await expect.poll(() => bodies(customer, reference)).toEqual(['We found it.'])
  })

  it('undo restores the text with its kind and next status, and the customer never sees it', async () => {
    const reference = await fileTicket()
    await openDesk(engineer, reference)
    await kind(engineer, 'Question')
    await box(engineer).fill('Which carrier?')
    // A question waits for the customer unless the engineer says otherwise.
    await engineer.getByRole('button', { name: 'Send Question and wait' }).click()
    await undo(engineer).click()
    await expect.poll(() => box(engineer).inputValue()).toBe('Which carrier?')
    await engineer.getByRole('button', { name: 'Send Question and wait' }).waitFor()
    expect(await bodies(customer, reference)).toEqual([])
    await expect.poll(() => call<unknown[]>(engineer, 'tickets.held', { reference }, 'GET')).toEqual([])
  })

  it('a message that arrived while somebody was writing is shown before theirs is sent', async () => {
    const reference = await fileTicket()
    await openDesk(engineer, reference)
    await box(engineer).fill('Please send logs.')
    await saved(engineer, 'Please send logs.')
    await call(second, 'tickets.answer', { reference, clientKey: randomUUID(), kind: 'fix', body: 'Fixed in 4.6.2.' })
    const alert = engineer.getByRole('alert').filter({ hasText: 'Fixed in 4.6.2.' })
    await alert.waitFor()
    await box(engineer).press('Control+Enter')
    await engineer.getByText(common.newer.readFirst).waitFor()
    expect(await bodies(customer, reference)).toEqual(['Fixed in 4.6.2.'])
    await alert.getByRole('button', { name: common.newer.seen }).click()
    await box(engineer).press('Control+Enter')
    await sendHeld(engineer, box(engineer), reference)
    await expect.poll(() => bodies(customer, reference)).toEqual(['Fixed in 4.6.2.', 'Please send logs.'])
  })

  it('a file that is still uploading is sent with the message it was added to', async () => {
    const reference = await fileTicket()
    await openDesk(engineer, reference)
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    await engineer.route('**/api/files', async (route) => {
      await released
      await route.continue()
    })
    const chooser = engineer.waitForEvent('filechooser')
    await engineer.getByRole('button', { name: en.composer.addFiles }).click()
    await (await chooser).setFiles({ name: 'patch.txt', mimeType: 'text/plain', buffer: Buffer.from('patch') })
    await box(engineer).fill('The patch is attached.')
    await box(engineer).press('Control+Enter')
    await engineer.getByText(common.form.waitsForFiles).waitFor()
    release()
    await sendHeld(engineer, box(engineer), reference)
    await engineer.unrouteAll()
    await expect
      .poll(async () => (await events(customer, reference)).map(({ attachments }) => attachments.length))
      .toEqual([1])
  })

  it('offline, the screen says so, keeps the text and can be cancelled', async () => {
    const reference = await fileTicket()
    await openDesk(engineer, reference)
    await box(engineer).fill('Written in a tunnel.')
    await engineer.context().setOffline(true)
    await box(engineer).press('Control+Enter')
    await engineer.getByText(common.form.offline).waitFor()
    await engineer.getByRole('button', { name: common.form.cancel, exact: true }).click()
    await engineer.context().setOffline(false)
    expect(await box(engineer).inputValue()).toBe('Written in a tunnel.')
    await engineer.waitForLoadState('networkidle').catch(() => undefined)
    expect(await bodies(customer, reference)).toEqual([])
  })

  it('a text whose reply box has disappeared stays readable, and can become a note', async () => {
    const reference = await fileTicket()
    await openDesk(engineer, reference)
    await box(engineer).fill('Half a page of diagnosis.')
    await saved(engineer, 'Half a page of diagnosis.')
    await call(customer, 'tickets.close', { reference })
    await engineer.getByText(common.unsent.title).waitFor()
    await engineer.getByRole('button', { name: common.unsent.toNote }).click()
    await expect.poll(() => noteBox(engineer).inputValue()).toBe('Half a page of diagnosis.')
  })
})

describe('text being composed with an input method', () => {
  const compose = async (page: Page, text: string) => {
    const session = await page.context().newCDPSession(page)
    await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
    // What Chromium sends while an input method composes.
    await session.send('Input.dispatchKeyEvent', {
      type: 'rawKeyDown',
      key: 'Enter',
      code: 'Enter',
      windowsVirtualKeyCode: 229,
      modifiers: 2,
    })
    await session.detach()
  }
  it('is never sent unfinished, neither to the customer nor to support', async () => {
    const reference = await fileTicket()
    await openDesk(engineer, reference)
    await box(engineer).focus()
    await compose(engineer, 'shi yi xia')
    await openPortal(customer, reference)
    const reply = replyBox(customer)
    await reply.focus()
    await compose(customer, 'ce shi')
    expect(await undo(engineer).count()).toBe(0)
    expect(await undo(customer).count()).toBe(0)
    expect(await bodies(engineer, reference)).toEqual([])
    expect(await call<unknown[]>(engineer, 'tickets.held', { reference }, 'GET')).toEqual([])
  })
})

describe('the customer', () => {
  it('can undo a reply and a closing, and everything is as before', async () => {
    const reference = await fileTicket()
    await openPortal(customer, reference)
    const reply = replyBox(customer)
    await reply.fill('It happens again.')
    await customer.getByRole('button', { name: portal.reply.send }).click()
    await undo(customer).click()
    await expect.poll(() => reply.inputValue()).toBe('It happens again.')
    await customer.getByRole('button', { name: portal.reply.solved }).click()
    const dialog = customer.getByRole('dialog')
    await dialog.getByText(portal.reply.closesWithText).waitFor()
    await dialog.getByRole('button', { name: portal.reply.closeTicket }).click()
    await undo(customer).click()
    await undo(customer).waitFor({ state: 'detached' })
    expect(await bodies(engineer, reference)).toEqual([])
    const { status } = await call<{ status: string }>(customer, 'tickets.get', { reference }, 'GET')
    expect(status).toBe('new')
  })

  it('has one draft in two tabs: the second follows the first, and the message is sent once', async () => {
    const reference = await fileTicket()
    const context: BrowserContext = customer.context()
    const tabs = [customer, await context.newPage()]
    for (const tab of tabs) await openPortal(tab, reference)
    await replyBox(tabs[0]!).fill('From the first tab.')
    await expect.poll(() => replyBox(tabs[1]!).inputValue()).toBe('From the first tab.')
    await Promise.all(tabs.map((tab) => replyBox(tab).press('Control+Enter')))
    await sendHeld(customer, replyBox(customer), reference)
    await expect.poll(() => bodies(engineer, reference)).toEqual(['From the first tab.'])
    await expect.poll(() => replyBox(tabs[1]!).inputValue()).toBe('')
    await tabs[1]!.close()
  })

  it('loses nothing of a long pasted log, which becomes a file', async () => {
    const reference = await fileTicket()
    await openPortal(customer, reference)
    const reply = replyBox(customer)
    await reply.focus()
    const log = 'line of a log\n'.repeat(2_000)
    await reply.evaluate((element, text) => {
      const data = new DataTransfer()
      data.setData('text/plain', text)
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    }, log)
    await customer.getByRole('button', { name: common.form.attachAsFile }).click()
    await reply.press('Control+Enter')
    await sendHeld(customer, reply, reference)
    await expect
      .poll(async () => (await events(engineer, reference)).map(({ attachments }) => attachments.length))
      .toEqual([1])
    const [{ attachments }] = (await events(engineer, reference)) as [Item]
    expect((attachments[0] as { size: number }).size).toBe(log.length)
  })
})

describe('the engineer is warned before sending', () => {
  it('a question about what the customer already gave names the line that gave it, and a hollow reply is named so', async () => {
    const reference = await fileTicket()
    await call(customer, 'tickets.reply', {
      reference,
      clientKey: randomUUID(),
      body: 'Hello,\nwe run SDK version 4.6.1 on all phones.',
    })
    await openDesk(engineer, reference)
    const hints = en.composer.hint
    await box(engineer).fill('Which SDK version do you use?')
    await engineer.getByText(hints.given).waitFor()
    expect(await engineer.getByText('we run SDK version 4.6.1 on all phones.').count()).toBe(2)
    await box(engineer).fill('Recorded, we will look later.')
    await engineer.getByText(hints.hollow).waitFor()
    expect(await engineer.getByText(hints.given).count()).toBe(0)
    await box(engineer).fill('It fails because the token is too old.')
    await expect.poll(() => engineer.getByText(hints.hollow).count()).toBe(0)
  })
})
