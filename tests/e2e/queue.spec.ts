import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launchBrowser } from '@/scripts/support/browser'
import { signedIn } from '@/tests/support/signed-in'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

const openQueue = async (query = '', size = { width: 1440, height: 900 }): Promise<Page> => {
  const page = await signedIn(browser, 'engineer', { baseURL: inject('baseUrl'), locale: 'en-GB', viewport: size })
  await page.goto(`/desk${query}`)
  await page.locator('a[data-row-link]').first().waitFor()
  return page
}
const boxes = (page: Page) => page.locator('[data-reference] input[type=checkbox]')

describe.each([
  ['1440 px', { width: 1440, height: 900 }],
  ['390 px', { width: 390, height: 844 }],
])('the queue at %s', (_, size) => {
  it('selects rows by click, with Shift and all at once, tags them, undoes that in time, and tags them at once', async () => {
    const page = await openQueue('?q=severity:S3', size)
    await boxes(page).first().click()
    await boxes(page)
      .nth(1)
      .click({ modifiers: ['Shift'] })
    const bar = page.getByRole('toolbar', { name: 'Change the selected tickets' })
    await bar.getByText('2 tickets selected').waitFor()
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(await overflow()).toBeLessThanOrEqual(0)

    const tag = `e2e ${size.width}`
    const tagThem = async (button: RegExp) => {
      await bar.getByRole('button', { name: 'Tags' }).click()
      await page.getByRole('combobox', { name: 'Tags to add' }).fill(tag)
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').getByRole('button', { name: button }).click()
    }
    await tagThem(/^Change 2 tickets$/)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('undone, nothing was changed').waitFor()
    await page.getByRole('button', { name: 'Dismiss' }).click()

    await boxes(page).first().click()
    await boxes(page).nth(1).click()
    await tagThem(/^Do it now$/)
    await page.getByText('Tags of 2 tickets: done').waitFor({ timeout: 20_000 })
    await expect.poll(() => page.locator('[data-reference]').getByText(tag).count()).toBe(2)
    await page.context().close()
  })
})

it('keys move, select and change, and do nothing while somebody types', async () => {
  const page = await openQueue()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  const bar = page.getByRole('toolbar', { name: 'Change the selected tickets' })
  await bar.getByText('1 ticket selected').waitFor()
  expect(await boxes(page).nth(1).isChecked()).toBe(true)
  await page.keyboard.press('a')
  await page.getByRole('dialog', { name: 'Assign 1 ticket' }).waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
  await bar.waitFor({ state: 'detached' })
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('g')
  await page.keyboard.press('m')
  await page.waitForURL(/view=mine/)
  await page.keyboard.press('/')
  await page.keyboard.type('task')
  expect(await page.getByRole('dialog').count()).toBe(0)
  expect(await bar.count()).toBe(0)
  await page.context().close()
})

it('a view is saved under a name, opened by its tab, its address and a reload, and removed', async () => {
  const page = await openQueue('?view=open&q=severity:S2')
  await page.getByRole('button', { name: 'Save view' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Grave ones')
  await page.keyboard.press('Enter')
  const tab = page.getByRole('tab', { name: /Grave ones/ })
  await page.waitForURL(/saved=/)
  await expect.poll(() => tab.getAttribute('aria-selected')).toBe('true')
  await page.getByRole('tab', { name: /^Mine/ }).click()
  await page.waitForURL((url) => url.searchParams.get('q') === null && url.searchParams.get('saved') === null)
  await tab.click()
  await page.waitForURL(/q=severity/)
  await page.reload()
  await expect.poll(() => tab.getAttribute('aria-selected')).toBe('true')
  await page.getByRole('button', { name: 'Edit view' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await tab.waitFor({ state: 'detached' })
  await page.context().close()
})
