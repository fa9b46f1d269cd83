import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launchBrowser } from '@/scripts/support/browser'

const baseUrl = inject('baseUrl')
let browser: Browser

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

async function freshPage(): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: baseUrl })).newPage()
  page.setDefaultTimeout(20_000)
  return page
}
async function enter(page: Page, name: string): Promise<void> {
  await page.locator('input[type=email]').fill(`${name}@demo.test`)
  await page.locator('input[type=password]').fill('nightdesk-demo')
  await page.locator('button[type=submit]').first().click()
  await page.waitForURL((url) => !url.pathname.startsWith('/signin'))
}

describe('signing in', () => {
  it('leads to the page that a link named, and never to another site', async () => {
    const page = await freshPage()
    await page.goto('/desk/oncall?tab=load')
    expect(new URL(page.url()).pathname).toBe('/signin')
    await enter(page, 'engineer')
    expect(page.url()).toBe(`${baseUrl}/desk/oncall?tab=load`)
    const other = await freshPage()
    await other.goto('/signin?next=//elsewhere.test/')
    await enter(other, 'engineer')
    expect(new URL(other.url()).origin).toBe(new URL(baseUrl).origin)
  })

  it('shows every session on the own profile; another one that is ended there is over at its next click', async () => {
    const [here, there] = [await freshPage(), await freshPage()]
    for (const page of [there, here]) {
      await page.goto('/signin?next=/desk/me')
      await enter(page, 'second')
    }
    await here.getByText('this browser').waitFor()
    await here.getByRole('button', { name: 'End all other sessions' }).click()
    await here.getByRole('button', { name: 'End all other sessions' }).waitFor({ state: 'detached' })
    await there.goto('/desk')
    expect(new URL(there.url()).pathname).toBe('/signin')
    await here.goto('/desk')
    expect(new URL(here.url()).pathname).toBe('/desk')
  })
})
