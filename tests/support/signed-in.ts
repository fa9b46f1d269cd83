import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

/**
 * A page of somebody of the demo in a context of its own, which ends with the browser.
 * @param name the part of the address before `@demo.test`
 */
export async function signedIn(browser: Browser, name: string, options: BrowserContextOptions): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage()
  page.setDefaultTimeout(15_000)
  // A page that a busy machine draws late is not wrong.
  page.setDefaultNavigationTimeout(45_000)
  await page.goto('/signin')
  await page.locator('input[type=email]').fill(`${name}@demo.test`)
  await page.locator('input[type=password]').fill('nightdesk-demo')
  await page.locator('button[type=submit]').first().click()
  await page.waitForURL((url) => !url.pathname.startsWith('/signin'))
  return page
}
