import searchWords from '@/messages/en/search.json'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launchBrowser } from '@/scripts/support/browser'
import { signedIn } from '@/tests/support/signed-in'

const baseUrl = inject('baseUrl')
const wide = { width: 1440, height: 900 }
const phone = { width: 390, height: 844 }

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
})

const as = (name: string, viewport = wide) =>
  signedIn(browser, name, { baseURL: baseUrl, viewport, locale: 'en-GB', timezoneId: 'Asia/Shanghai' })

/** How much of the page moved while it was loaded, as Chromium counts it; what the reader caused is left out. */
const layoutShift = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
            if (!entry.hadRecentInput) sum += entry.value
        }).observe({ type: 'layout-shift', buffered: true })
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)))
      }),
  )

async function file(page: Page, severity: string, body: string): Promise<string> {
  return page.evaluate(
    async ([text, graded]) => {
      const call = async (path: string, input?: unknown) => {
        const query = input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify({ json: input }))}`
        return (await fetch(`/api/trpc/${path}${query}`)).json()
      }
      const options = await call('tickets.options')
      const [project] = options.result.data.json.projects
      const filed = await fetch('/api/trpc/tickets.file', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          json: {
            clientKey: crypto.randomUUID(),
            projectId: project.id,
            scenario: 'voice_chat_room',
            body: text,
            severity: graded,
            product: project.products[0] ?? null,
          },
        }),
      })
      return (await filed.json()).result.data.json.reference as string
    },
    [body, severity] as const,
  )
}

describe('what staff and customers see', () => {
  it('is "unknown", and never "0 pages", once the server stops answering', async () => {
    const page = await as('engineer')
    await page.goto('/desk')
    const rail = page.getByRole('navigation', { name: 'Desk navigation' })
    await rail.getByText('My open pages').waitFor()
    // Drawn on the server: nothing of the frame moves when the browser takes over.
    expect(await layoutShift(page)).toBeLessThan(0.1)
    await page.route('**/api/trpc/**', (route) => route.abort())
    await page.context().setOffline(true)
    await rail.getByText(/^unknown since/).waitFor({ timeout: 45_000 })
    await page.getByText(/^Paging status unknown since/).waitFor()
    await expect.poll(() => page.title()).toMatch(/^\(\?\) /)
    await page.unroute('**/api/trpc/**')
    await page.context().setOffline(false)
    await page.getByText(/^Paging status unknown since/).waitFor({ state: 'detached' })
    await page.context().close()
  })

  it("names the paged engineer to the customer of an S1, and marks that engineer's tab", async () => {
    const customer = await as('customer')
    const reference = await file(customer, 'S1', 'Calls drop after ten seconds in every room')
    const engineer = await as('engineer')
    const second = await as('second')
    // Which of the two is on call depends on the hour.
    const titles = async () => Promise.all([engineer, second].map((page) => page.title()))
    for (const page of [engineer, second]) await page.goto('/desk')
    await expect
      .poll(async () => (await titles()).some((title) => /^\(\d+\) ● Queue · Nightdesk$/.test(title)))
      .toBe(true)
    await engineer.locator(`[data-reference="${reference}"][data-paged]`).waitFor()

    await customer.goto(`/tickets/${reference}`)
    const facts = customer.getByRole('complementary')
    await facts
      .getByText(/ was paged at \d\d:\d\d/)
      .first()
      .waitFor()
    await facts.getByText(/ (is|are) called at /).waitFor()
    await engineer.goto(`/desk/tickets/${reference}`)
    await engineer
      .getByRole('region', { name: 'Page', exact: true })
      .getByRole('button', { name: 'Acknowledge' })
      .click()
    await facts
      .getByText(/acknowledged( at)? \d\d:\d\d/)
      .first()
      .waitFor()
    expect(await facts.getByText(/ (is|are) called at /).count()).toBe(0)
    for (const page of [customer, engineer, second]) await page.context().close()
  })

  it('opens a ticket wherever its row is clicked, and Back keeps view, filter and search', async () => {
    const customer = await as('customer')
    await file(customer, 'S3', 'Echo in two rooms')
    await customer.context().close()
    const page = await as('engineer')
    await page.goto('/desk')
    await page.getByRole('tab', { name: /Unassigned/ }).click()
    const search = page.locator('#search')
    await search.fill('xingyu')
    await page.waitForURL(/view=unassigned.*q=xingyu|q=xingyu.*view=unassigned/)
    const rows = page.locator('[data-reference]')
    await expect.poll(() => rows.count()).toBeGreaterThan(0)
    const reference = await rows.first().getAttribute('data-reference')
    for (const cell of [1, 3, 5, 7]) {
      // The row's link lies over its cells.
      await rows.first().getByRole('cell').nth(cell).click({ force: true })
      await page.waitForURL(`**/desk/tickets/${reference}`)
      await page.goBack()
      await page.waitForURL(/q=xingyu/)
      expect(await search.inputValue()).toBe('xingyu')
      expect(await page.getByRole('tab', { name: /Unassigned/ }).getAttribute('aria-selected')).toBe('true')
      await rows.first().waitFor()
    }
    await page.reload()
    expect(await search.inputValue()).toBe('xingyu')
    await search.fill('zzzz')
    await page.getByText(searchWords.nothing).waitFor()
    await page.getByText(searchWords.clear, { exact: true }).click()
    await rows.first().waitFor()
    await page.setViewportSize(phone)
    await rows.first().getByRole('cell').nth(5).click()
    await page.waitForURL('**/desk/tickets/**')
    await page.context().close()
  })

  it('leaves Enter to the element that has the focus', async () => {
    const page = await as('engineer')
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('href') ?? '')
    await page.goto('/desk')
    const links = page.locator('a[data-row-link]')
    await links.nth(2).waitFor()
    await links.nth(2).focus()
    const wanted = await focused()
    expect(wanted).not.toBe(await links.first().getAttribute('href'))
    await page.keyboard.press('Enter')
    await page.waitForURL(`**${wanted}`)
    await page.goBack()
    await page.getByRole('tab', { name: /Unassigned/ }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/view=unassigned/)
    await links.first().waitFor()
    // Until the rows of the other view are there, J has nothing to go to.
    await expect
      .poll(async () => {
        await page.locator('body').press('j')
        return focused()
      })
      .toMatch(/^\/desk\/tickets\//)
    const chosen = await focused()
    await page.keyboard.press('Enter')
    await page.waitForURL(`**${chosen}`)
    await page.context().close()
  })
})
