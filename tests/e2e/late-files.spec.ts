import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { launchBrowser } from '@/scripts/support/browser'
import { untilListening } from '@/tests/support/listening'
import { signedIn } from '@/tests/support/signed-in'

/** Files of the product that are loaded late, over a network that hangs or is gone. */
const options = { baseURL: inject('baseUrl'), viewport: { width: 1280, height: 900 }, locale: 'en-GB' }
let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

it('a screen stays as it is when the pointer rests on a time and the file of its hint cannot be loaded', async () => {
  const page = await signedIn(browser, 'engineer', options)
  await page.goto('/desk')
  const time = page.locator('main time').first()
  await time.waitFor()
  let refused = 0
  await page.route('**/*.js', (route) => {
    refused += 1
    return route.abort()
  })
  await time.hover()
  await expect.poll(() => refused).toBeGreaterThan(0)
  const isLost = time.waitFor({ state: 'detached', timeout: 1_500 }).then(
    () => true,
    () => false,
  )
  expect(await isLost).toBe(false)
  await page.context().close()
})

it('a reply is sent although the file with the rules of its fields does not arrive', async () => {
  const page = await signedIn(browser, 'customer', options)
  await page.goto('/tickets')
  await page.locator('main a[href^="/tickets/XINGYU-"]').first().click()
  const box = page.getByRole('textbox', { name: 'Reply' })
  await box.waitFor()
  await page.route('**/*.js', () => undefined)
  await box.fill('The rules hang, the reply must not.')
  await box.press('Control+Enter')
  await page.getByText('The rules hang, the reply must not.').and(page.locator('main p')).waitFor()
  await page.context().close()
})

it('a date that is half typed when the calendar arrives is not lost', async () => {
  const page = await signedIn(browser, 'customer', options)
  await page.goto('/tickets/new')
  const date = page.getByLabel('Started: date')
  await untilListening(date)
  let held = 0
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/*.js', async (route) => {
    held += 1
    await released
    await route.continue()
  })
  await date.click()
  await date.pressSequentially('2026-11-2')
  await expect.poll(() => held).toBeGreaterThan(0)
  const arrived = page.waitForEvent('requestfinished')
  release()
  await arrived
  await date.pressSequentially('0')
  await page.getByLabel('Started: time').click()
  await expect.poll(() => date.inputValue()).toContain('20 Nov 2026')
  await page.context().close()
})
