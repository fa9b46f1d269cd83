import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

/**
 * Opens a page signed in as a demo person, in a separate browser context, which is closed with the browser.
 * @param name the part of the mail address before `@demo.test`
 */
export async function signedIn(browser: Browser, name: string, options: BrowserContextOptions): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage()
  page.setDefaultTimeout(15_000)
  // On a busy machine a page may take long to load.
  page.setDefaultNavigationTimeout(45_000)
  await page.goto('/signin')
  await page.locator('input[type=email]').fill(`${name}@demo.test`)
  await page.locator('input[type=password]').fill('nightdesk-demo')
  await page.locator('button[type=submit]').first().click()
  await page.waitForURL((url) => !url.pathname.startsWith('/signin'))
  return page
}

/** Calls a procedure as the person who is signed in on a page, without using its screen. */
export async function call<T>(page: Page, path: string, input: unknown, method: 'GET' | 'POST' = 'POST'): Promise<T> {
  const json = JSON.stringify({ json: input })
  const response = await (method === 'POST'
    ? page.request.post(`/api/trpc/${path}`, {
        data: json,
        headers: { 'content-type': 'application/json', origin: new URL(page.url()).origin },
      })
    : page.request.get(`/api/trpc/${path}?input=${encodeURIComponent(json)}`))
  const answer = (await response.json()) as { result?: { data: { json: T } } }
  if (!answer.result) throw new Error(`${path}: ${response.status()} ${JSON.stringify(answer)}`)
  return answer.result.data.json
}
