import { randomUUID } from 'node:crypto'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import common from '@/messages/en/common.json'
import desk from '@/messages/en/desk.json'
import people from '@/messages/en/people.json'
import portal from '@/messages/en/portal.json'
import { launchBrowser } from '@/scripts/support/browser'
import { untilListening } from '@/tests/support/listening'
import { call, signedIn } from '@/tests/support/signed-in'

const options = {
  baseURL: inject('baseUrl'),
  viewport: { width: 1280, height: 900 },
  reducedMotion: 'reduce' as const,
}
let browser: Browser
let laptop: Page
let phone: Page
let engineer: Page
beforeAll(async () => {
  browser = await launchBrowser()
  laptop = await signedIn(browser, 'customer', options)
  phone = await signedIn(browser, 'customer', { ...options, viewport: { width: 390, height: 844 } })
  engineer = await signedIn(browser, 'engineer', options)
})
afterAll(() => browser?.close())

const words = (page: Page) => page.locator('#filing-body')
const saved = (page: Page) => page.getByText(common.form.draftSaved.split('{')[0]!).first().waitFor()
const offline = (page: Page, is: boolean) => (page.context() as BrowserContext).setOffline(is)
const discardAll = async () => {
  const { drafts } = await call<{
    drafts: { form: string; reference: string | null; draftId: string; version: number }[]
  }>(laptop, 'drafts.list', undefined, 'GET')
  for (const { form, reference, draftId, version } of drafts)
    await call(laptop, 'drafts.save', { form, reference, draftId, base: version, content: null })
}
const newTicket = async (page: Page) => {
  await page.goto('/tickets/new')
  await untilListening(words(page))
}

it('a new ticket is begun on one device, continued on another without a connection, and sent from there once', async () => {
  await discardAll()
  await newTicket(laptop)
  await words(laptop).fill('No sound since noon')
  await saved(laptop)

  await newTicket(phone)
  await phone.getByText(common.form.offer.split('{')[0]!).waitFor()
  expect(await words(phone).inputValue()).toBe('No sound since noon')
  await phone.getByRole('button', { name: common.form.goOn }).click()
  await offline(phone, true)
  await words(phone).fill('No sound since noon, only in Berlin')
  await phone.getByText(common.form.keptHere).first().waitFor()
  await offline(phone, false)
  await saved(phone)

  await phone.locator('#filing-projectId').selectOption({ index: 1 })
  await phone.locator('#filing-scenario').selectOption('meeting')
  for (const group of await phone.getByRole('radiogroup').all()) await group.locator('label').last().click()
  await phone.getByRole('button', { name: portal.filing.send }).last().click()
  await phone.waitForURL(/\/tickets\/[A-Z]+-\d+$/)

  // The laptop still shows the text: when somebody comes back to it, it was sent.
  await laptop.evaluate(() => window.dispatchEvent(new Event('focus')))
  await expect.poll(() => words(laptop).inputValue()).toBe('')
  await newTicket(laptop)
  expect(await words(laptop).inputValue()).toBe('')
})

it('a reply that was written on two devices at once is lost on neither', async () => {
  const { projects } = await call<{ projects: { id: string }[] }>(laptop, 'tickets.options', undefined, 'GET')
  const { reference } = await call<{ reference: string }>(laptop, 'tickets.file', {
    clientKey: randomUUID(),
    projectId: projects[0]!.id,
    scenario: 'meeting',
    severity: 'S3',
    body: 'Some people cannot join.',
  })
  const box = (page: Page) => page.getByRole('textbox', { name: portal.reply.label, exact: true })
  for (const page of [laptop, phone]) {
    await page.goto(`/tickets/${reference}`)
    await untilListening(box(page))
  }
  await box(laptop).fill('From the laptop')
  await box(phone).fill('From the phone')
  await Promise.any([laptop.getByText('From the phone').waitFor(), phone.getByText('From the laptop').waitFor()])
  const stored = () =>
    call<{ content: string }>(laptop, 'drafts.get', { form: 'customer-reply', reference }, 'GET').then(
      ({ content }) => ['From the laptop', 'From the phone'].filter((text) => content.includes(text)).length,
    )
  await expect.poll(stored).toBe(2)

  // The list has it, and discarding there can be undone.
  await laptop.goto('/drafts')
  const line = laptop.getByRole('listitem').filter({ hasText: reference })
  await line.getByRole('button', { name: people.drafts.discard }).click()
  await laptop.getByRole('button', { name: people.drafts.takeBack }).click()
  await line.getByRole('link', { name: people.drafts.goOn }).click()
  await expect.poll(() => box(laptop).inputValue()).toMatch(/^From the (laptop|phone)$/)
})

it('a note of an engineer is offered as a note on the other device, never as a reply', async () => {
  const { reference } = (
    await call<{ rows: { reference: string }[] }>(engineer, 'tickets.queue', { view: 'open' }, 'GET')
  ).rows[0]!
  await call(engineer, 'drafts.save', {
    form: 'note',
    reference,
    draftId: randomUUID(),
    base: 0,
    content: JSON.stringify({
      id: randomUUID(),
      revision: 0,
      savedAt: 0,
      values: { body: 'Do not tell the customer' },
      attachments: [],
      basedOn: null,
      aside: [],
    }),
  })
  await engineer.goto(`/desk/tickets/${reference}`)
  await engineer.getByText(common.form.alsoNote).waitFor()
  expect(await engineer.getByRole('textbox', { name: desk.composer.reply, exact: true }).inputValue()).toBe('')
  await engineer.getByRole('button', { name: common.form.showOther }).click()
  const note = engineer.getByRole('textbox', { name: desk.composer.note, exact: true })
  await expect.poll(() => note.inputValue()).toBe('Do not tell the customer')
  await engineer.getByRole('button', { name: common.form.discardDraft }).click()
  await expect.poll(() => note.inputValue()).toBe('')
})
