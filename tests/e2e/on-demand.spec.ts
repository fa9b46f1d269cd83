import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launchBrowser } from '@/scripts/support/browser'
import { signedIn } from '@/tests/support/signed-in'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())
const pageOf = (name: string) => signedIn(browser, name, { baseURL: inject('baseUrl'), locale: 'en-GB' })

describe('a part that is loaded at its first use', () => {
  it("the account's panel opens by keyboard, takes the focus and gives it back", async () => {
    const page = await pageOf('engineer')
    await page.goto('/desk')
    const button = page.getByRole('button', { name: 'Account and appearance' })
    await button.press('Enter')
    await page.getByRole('button', { name: 'Sign out' }).waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null)).toBe(true)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Sign out' }).waitFor({ state: 'detached' })
    await expect.poll(() => button.evaluate((element) => element === document.activeElement)).toBe(true)
    await page.context().close()
  })

  it('the first click into a date opens its calendar, and a list can be typed in', async () => {
    const page = await pageOf('customer')
    await page.goto('/tickets/new')
    await page.getByLabel('Started: date').click()
    await page.getByRole('button', { name: 'Next month' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('combobox', { name: 'Error codes' }).fill('1101')
    await page.keyboard.press('Enter')
    await page.getByText('1101', { exact: true }).waitFor()
    await page.context().close()
  })
})
