import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launchBrowser } from '@/scripts/support/browser'
import { barriers } from '@/tests/support/barriers'
import { signedIn } from '@/tests/support/signed-in'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

describe('the palette', () => {
  it('finds a ticket, a person and a page with the keyboard, and an Enter that ends a composition chooses nothing', async () => {
    const page = await signedIn(browser, 'engineer', {
      baseURL: inject('baseUrl'),
      locale: 'en-GB',
      viewport: { width: 1440, height: 900 },
    })
    await page.goto('/desk')
    await page.locator('a[data-row-link]').first().waitFor()
    const subject = await page.locator('a[data-row-link]').first().getAttribute('href')
    await page.keyboard.press('Control+k')
    const box = page.getByPlaceholder('A ticket, a person, an article or a page')
    await box.waitFor()
    expect(await barriers(page)).toEqual([])
    const session = await page.context().newCDPSession(page)
    await session.send('Input.imeSetComposition', { text: '值班', selectionStart: 2, selectionEnd: 2 })
    await session.send('Input.dispatchKeyEvent', {
      type: 'keyDown',
      key: 'Enter',
      code: 'Enter',
      windowsVirtualKeyCode: 229,
    })
    await session.send('Input.imeSetComposition', { text: '', selectionStart: 0, selectionEnd: 0 })
    expect(new URL(page.url()).pathname).toBe('/desk')
    const reference = subject!.split('/').at(-1)!
    await box.fill(reference)
    await page.getByRole('button', { name: new RegExp(`^${reference} `) }).waitFor()
    // The first line is chosen as soon as results arrive.
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/desk/tickets/${reference}`)
    const reopen = async () => {
      await box.waitFor({ state: 'detached' })
      await page.keyboard.press('Control+k')
    }
    await reopen()
    await box.fill('Ana')
    await page
      .getByRole('button', { name: /Tickets assigned to them/ })
      .first()
      .click()
    await page.waitForURL(/q=assignee/)
    await reopen()
    await box.fill('handoff')
    await page.getByRole('button', { name: 'Handoff' }).click()
    await page.waitForURL('**/desk/handoff')
    await page.context().close()
  })

  it('opens from the navigation at 390 px and shows a customer only what they may read', async () => {
    const page = await signedIn(browser, 'customer', {
      baseURL: inject('baseUrl'),
      locale: 'en-GB',
      viewport: { width: 390, height: 844 },
    })
    await page.goto('/tickets')
    await page.getByRole('button', { name: 'Open navigation' }).click()
    await page.getByRole('button', { name: 'Find or go to…' }).click()
    const box = page.getByPlaceholder('A ticket, a person, an article or a page')
    await box.fill('KOPI')
    await page.getByText('Nothing found.').waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
    await page.context().close()
  })
})
