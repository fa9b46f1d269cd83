import { randomUUID } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import manage from '@/messages/en/manage.json'
import portal from '@/messages/en/portal.json'
import ticketWords from '@/messages/en/ticket.json'
import { launchBrowser } from '@/scripts/support/browser'
import { call, signedIn } from '@/tests/support/signed-in'

const baseUrl = inject('baseUrl')
let browser: Browser
let customer: Page
let engineer: Page
let manager: Page

beforeAll(async () => {
  browser = await launchBrowser()
  const options = { baseURL: baseUrl, viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' as const }
  ;[customer, engineer, manager] = (await Promise.all(
    ['customer', 'engineer', 'manager'].map((name) => signedIn(browser, name, options)),
  )) as [Page, Page, Page]
})
afterAll(() => browser?.close())

it('a customer rates a resolved ticket on a phone, and a manager follows the low rating up', async () => {
  const { projects } = await call<{ projects: { id: string }[] }>(customer, 'tickets.options', undefined, 'GET')
  const { reference } = await call<{ reference: string }>(customer, 'tickets.file', {
    clientKey: randomUUID(),
    projectId: projects[0]!.id,
    scenario: 'meeting',
    severity: 'S4',
    body: 'How do I rotate the token?',
  })
  await call(engineer, 'tickets.answer', {
    reference,
    clientKey: randomUUID(),
    kind: 'fix',
    body: 'See the manual.',
    then: 'resolved',
  })
  await customer.goto(`/tickets/${reference}`)
  const card = customer.getByRole('region', { name: portal.rating.title })
  await card.getByRole('button', { name: portal.rating.send }).click()
  await card.getByText(portal.rating.choose).waitFor()
  await card.getByText('2 – poor').click()
  await card.getByLabel(portal.rating.comment).fill('Which manual?')
  await card.getByRole('button', { name: portal.rating.send }).click()
  await customer.getByText('You rated our help 2 of 5').waitFor()

  await manager.goto('/manage')
  const list = manager.getByRole('region', { name: manage.lowRatings.title })
  const row = list.getByRole('listitem').filter({ hasText: reference })
  await row.getByText('Which manual?').waitFor()
  await row.getByRole('button', { name: manage.lowRatings.followUp }).click()
  const dialog = manager.getByRole('dialog')
  await dialog.getByLabel(manage.lowRatings.note).fill('Sent them the page.')
  await dialog.getByRole('button', { name: manage.lowRatings.save }).click()
  await expect.poll(() => row.count()).toBe(0)

  await engineer.goto(`/desk/tickets/${reference}`)
  await engineer.getByText(ticketWords.event.rating_followed_up).waitFor()
  await engineer.getByText('Sent them the page.').waitFor()
})
