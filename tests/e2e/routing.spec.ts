import { randomUUID } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import words from '@/messages/en/manage.json'
import { launchBrowser } from '@/scripts/support/browser'
import { call, signedIn } from '@/tests/support/signed-in'

const t = words.routing
let browser: Browser
let manager: Page
let customer: Page
let engineer: Page

beforeAll(async () => {
  browser = await launchBrowser()
  const options = {
    baseURL: inject('baseUrl'),
    viewport: { width: 390, height: 844 },
    reducedMotion: 'reduce' as const,
  }
  ;[manager, customer, engineer] = (await Promise.all(
    ['manager', 'customer', 'engineer'].map((name) => signedIn(browser, name, options)),
  )) as [Page, Page, Page]
})
afterAll(async () => {
  // Other specs expect tickets without routing rules.
  const { revision } = await call<{ revision: string }>(manager, 'routing.get', undefined, 'GET')
  await call(manager, 'routing.save', {
    basedOn: revision,
    rules: [],
    otherwise: { team: 'project', tags: [], policyId: null },
  })
  await browser?.close()
})

async function addRule(name: string, fill: (dialog: ReturnType<Page['getByRole']>) => Promise<void>) {
  await manager.getByRole('button', { name: t.add }).first().click()
  const dialog = manager.getByRole('dialog')
  await dialog.getByLabel(t.name, { exact: true }).fill(name)
  await fill(dialog)
  await dialog.getByRole('button', { name: t.apply }).click()
  await dialog.waitFor({ state: 'hidden' })
}

it('a manager orders rules on a phone, tries them, saves them, and the next ticket goes by them', async () => {
  await manager.goto('/manage/routing')
  await manager.getByText(t.none).waitFor()
  await addRule('Everything', async (dialog) => {
    await dialog.getByLabel(t.tags, { exact: true }).fill('unsorted')
    await dialog.getByLabel(t.tags, { exact: true }).press('Enter')
  })
  await addRule('Zebra pattern', async (dialog) => {
    await dialog.getByLabel(t.when.words).fill('斑马纹')
    await dialog.getByLabel(t.when.words).press('Enter')
    await dialog.getByLabel(t.tags, { exact: true }).fill('zebra')
    await dialog.getByLabel(t.tags, { exact: true }).press('Enter')
  })
  const list = manager.getByRole('list', { name: t.rules })
  const names = () => list.getByRole('listitem').locator('bdi').allInnerTexts()
  const covered = manager.getByText(t.finding.covered.replace('{name}', 'Everything'))
  await covered.waitFor()

  // With the pointer, then with the keyboard back and forth.
  const handle = list.getByRole('button', { name: /Move “Zebra pattern”, place/ })
  const from = (await handle.boundingBox())!
  const first = (await list.getByRole('listitem').first().boundingBox())!
  await manager.mouse.move(from.x + 8, from.y + 8)
  await manager.mouse.down()
  await manager.mouse.move(from.x + 8, first.y + 4, { steps: 5 })
  await manager.mouse.up()
  expect(await names()).toEqual(['Zebra pattern', 'Everything'])
  await expect.poll(() => covered.count()).toBe(0)
  await handle.focus()
  await manager.keyboard.press('ArrowDown')
  expect(await names()).toEqual(['Everything', 'Zebra pattern'])
  await manager.keyboard.press('Home')
  expect(await names()).toEqual(['Zebra pattern', 'Everything'])

  await manager.getByRole('button', { name: t.dryRun.start.replace('{days}', '30') }).click()
  const perRule = manager.getByRole('table', { name: t.dryRun.perRule })
  await perRule.getByRole('cell', { name: 'Everything' }).waitFor()
  await manager.getByRole('table', { name: t.dryRun.differences }).getByText('unsorted').first().waitFor()

  await manager.getByRole('button', { name: t.save }).click()
  await manager.getByText(/Last saved by/).waitFor()
  const { projects } = await call<{ projects: { id: string }[] }>(customer, 'tickets.options', undefined, 'GET')
  const { reference } = await call<{ reference: string }>(customer, 'tickets.file', {
    clientKey: randomUUID(),
    projectId: projects[0]!.id,
    scenario: 'meeting',
    severity: 'S4',
    body: '画面出现斑马纹',
  })
  await engineer.goto(`/desk/tickets/${reference}`)
  await engineer.getByText(/routed the ticket by the rule “Zebra pattern”: .*tag zebra/).waitFor()
  await customer.goto(`/tickets/${reference}`)
  await customer.getByText('画面出现斑马纹').first().waitFor()
  expect(await customer.getByText(/zebra/i).count()).toBe(0)
})
