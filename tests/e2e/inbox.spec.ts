import { randomUUID } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import en from '@/messages/en/desk.json'
import people from '@/messages/en/people.json'
import { launchBrowser } from '@/scripts/support/browser'
import { untilListening } from '@/tests/support/listening'
import { call, signedIn } from '@/tests/support/signed-in'

let browser: Browser
let engineer: Page
let second: Page
let customer: Page
/** The name of the second engineer. */
let colleague: string

beforeAll(async () => {
  browser = await launchBrowser()
  const options = {
    baseURL: inject('baseUrl'),
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce' as const,
  }
  const phone = { ...options, viewport: { width: 390, height: 844 } }
  ;[customer, engineer, second] = (await Promise.all([
    signedIn(browser, 'customer', options),
    signedIn(browser, 'engineer', options),
    signedIn(browser, 'second', phone),
  ])) as [Page, Page, Page]
  // What other tests have left there.
  for (const page of [engineer, second])
    for (const { id } of await inbox(page)) await call(page, 'inbox.markRead', { id })
  colleague = (await call<{ name: string }>(second, 'accounts.me', undefined, 'GET')).name
})
afterAll(() => browser?.close())

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
const inbox = async (page: Page) =>
  (await call<{ rows: { id: string; reference: string }[] }>(page, 'inbox.list', {}, 'GET')).rows
const noteBox = (page: Page) => page.getByRole('textbox', { name: en.composer.note, exact: true })
const bell = (page: Page, count: number) =>
  page
    .getByRole('button', { name: count === 0 ? 'Inbox, nothing unread' : `Inbox, ${count} unread` })
    // The frame has one for wide screens and one for phones.
    .filter({ visible: true })
    .first()

async function openNote(page: Page, reference: string) {
  await page.goto(`/desk/tickets/${reference}`)
  await untilListening(page.getByRole('textbox', { name: en.composer.reply, exact: true }))
  await page.getByRole('radiogroup', { name: en.composer.kind }).getByText(en.composer.note, { exact: true }).click()
  await noteBox(page).click()
}

describe('a mention', () => {
  it('is picked with the keyboard, never by the Enter of an input method, and reaches the bell of the colleague live', async () => {
    const reference = await fileTicket()
    await second.goto('/desk')
    await bell(second, 0).waitFor()
    await openNote(engineer, reference)
    const session = await engineer.context().newCDPSession(engineer)
    const typed = colleague.slice(0, 2)
    await engineer.keyboard.type('Please look, @')
    const options = engineer.getByRole('listbox', { name: en.mention.label }).getByRole('option')
    await options.first().waitFor()
    await session.send('Input.imeSetComposition', { text: typed, selectionStart: 2, selectionEnd: 2 })
    await options.first().waitFor({ state: 'detached' })
    for (const key of ['Enter', ' '])
      await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key, code: key, windowsVirtualKeyCode: 229 })
    expect(await noteBox(engineer).inputValue()).toBe(`Please look, @${typed}`)
    await session.send('Input.insertText', { text: typed })
    await session.detach()
    await options.filter({ hasText: colleague }).waitFor()
    await engineer.keyboard.press('Enter')
    expect(await noteBox(engineer).inputValue()).toBe(`Please look, @${colleague} `)
    await engineer.keyboard.type('before noon.')
    await engineer.keyboard.press('Control+Enter')
    await bell(second, 1).click()
    const entry = second.getByRole('dialog').getByRole('link')
    await entry.filter({ hasText: reference }).click()
    await second.waitForURL(/entry=/)
    await expect.poll(() => second.evaluate(() => document.activeElement?.textContent ?? '')).toContain('before noon.')
    await bell(second, 0).waitFor()
  })
})

describe('a ticket', () => {
  it('is muted and heard again by a button that says what still reaches its reader', async () => {
    const reference = await fileTicket()
    await engineer.goto(`/desk/tickets/${reference}`)
    await engineer.getByRole('button', { name: en.mute.mute }).click()
    await engineer.getByText(en.mute.muted).waitFor()
    expect(await call(engineer, 'inbox.muted', { reference }, 'GET')).toBe(true)
    await engineer.getByRole('button', { name: en.mute.end }).click()
    await engineer.getByText(en.mute.hint).waitFor()
  })
})

describe('the inbox', () => {
  it('is marked as read as a whole, and says what comes to it when it is empty', async () => {
    const reference = await fileTicket()
    const { userId } = await call<{ userId: string }>(engineer, 'accounts.me', undefined, 'GET')
    await second.goto('/desk')
    await call(second, 'tickets.assign', { reference, assigneeId: userId, clientKey: randomUUID() })
    await expect.poll(async () => (await inbox(engineer))[0]?.reference, { timeout: 15_000 }).toBe(reference)
    await engineer.goto('/desk')
    await bell(engineer, 1).click()
    const panel = engineer.getByRole('dialog')
    await panel.getByRole('link').filter({ hasText: reference }).waitFor()
    await panel.getByRole('button', { name: people.inbox.readAll }).click()
    await bell(engineer, 0).waitFor({ state: 'attached' })
    await engineer.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    const admin = await signedIn(browser, 'admin', { baseURL: inject('baseUrl'), locale: 'en-GB' })
    await admin.goto('/desk')
    await bell(admin, 0).click()
    await admin.getByText(people.inbox.noneHint).waitFor()
  })
})
