import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { localeCookie } from '@/app/_i18n/locale-cookie'
import { launchBrowser } from '@/scripts/support/browser'
import { locales } from '@/server/accounts/schema'
import { barriers, overflow } from '@/tests/support/barriers'

const baseUrl = inject('baseUrl')
const wide = { width: 1280, height: 900 }
const phone = { width: 390, height: 844 }

let browser: Browser
const contexts: BrowserContext[] = []

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(async () => {
  await Promise.all(contexts.map((context) => context.close()))
  await browser?.close()
})

/** A page of somebody of the demo, or of nobody. */
async function pageOf(name: string | null): Promise<Page> {
  const context = await browser.newContext({ baseURL: baseUrl, viewport: wide, reducedMotion: 'reduce' })
  contexts.push(context)
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  if (!name) return page
  await page.goto('/signin')
  await page.locator('input[type=email]').fill(`${name}@demo.test`)
  await page.locator('input[type=password]').fill('nightdesk-demo')
  await page.locator('button[type=submit]').first().click()
  await page.waitForURL((url) => !url.pathname.startsWith('/signin'))
  return page
}

/** The address of the first link on a list whose address looks so; null where there is none. */
async function firstLink(page: Page, list: string, pattern: RegExp): Promise<string | null> {
  await page.goto(list)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForLoadState('networkidle').catch(() => undefined)
  const links = await page.locator('a[href]').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))
  return links.find((link) => pattern.test(link)) ?? null
}

/** Every screen in both languages: one light and wide and dark and narrow, the other the other way round. */
async function sweep(page: Page, screens: string[]): Promise<string[]> {
  const found: string[] = []
  for (const locale of locales) {
    await page.context().addCookies([{ name: localeCookie, value: locale, url: baseUrl }])
    for (const screen of screens) {
      const address = screen.replace('/:locale/', `/${locale}/`)
      await page.setViewportSize(wide)
      await page.goto(address)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' })
      // Colours are judged as they come to rest, not on their way from light to dark.
      await page.addStyleTag({ content: '*, *::before, *::after { transition: none !important }' })
      const lang = await page.locator('html').getAttribute('lang')
      if (lang !== locale) found.push(`${address}: its language is ${lang}, not ${locale}`)
      const schemes = locale === 'en' ? (['light', 'dark'] as const) : (['dark', 'light'] as const)
      for (const [index, viewport] of [wide, phone].entries()) {
        const colorScheme = schemes[index]!
        await page.setViewportSize(viewport)
        await page.emulateMedia({ colorScheme })
        const where = `${locale} ${address} ${colorScheme} ${viewport.width}`
        for (const barrier of await barriers(page)) found.push(`${where}: ${barrier}`)
        const beyond = await overflow(page)
        if (beyond > 0) found.push(`${where}: ${beyond} px too wide`)
      }
    }
  }
  return found
}

describe('every screen is without serious barriers and fits a phone, in both languages, light and dark:', () => {
  it('the way in and the knowledge pages', async () => {
    const page = await pageOf(null)
    const article = await firstLink(page, '/en/kb', /^\/en\/kb\/[a-z]/)
    const scenario = await firstLink(page, '/en/kb', /^\/en\/kb\/scenarios\//)
    const screens = ['/', '/signin', '/reset', '/signin/link?token=x', '/invite/x', '/:locale/kb']
    for (const link of [article, scenario]) {
      expect(link).not.toBeNull()
      screens.push(link!.replace('/en/', '/:locale/'))
    }
    expect(await sweep(page, screens)).toEqual([])
  })

  it('the portal', async () => {
    const page = await pageOf('lead')
    const ticket = await firstLink(page, '/tickets', /^\/tickets\/[A-Z]+-\d+$/)
    expect(await sweep(page, ['/tickets', '/tickets/new', ticket!, '/organisation', '/:locale/promises'])).toEqual([])
  })

  it('the desk', async () => {
    const page = await pageOf('engineer')
    const ticket = await firstLink(page, '/desk', /^\/desk\/tickets\//)
    const schedule = await firstLink(page, '/desk/oncall', /^\/desk\/oncall\/schedules\//)
    const policy = await firstLink(page, '/desk/oncall', /^\/desk\/oncall\/policies\//)
    const article = await firstLink(page, '/desk/knowledge', /^\/desk\/knowledge\/[0-9a-f-]{36}/)
    const brief = await firstLink(page, '/desk/handoff', /^\/desk\/handoff\/[0-9a-f-]{36}/)
    const links = [ticket, schedule, policy, article, brief].filter((link) => link !== null)
    const screens = [
      '/desk',
      '/desk/oncall',
      '/desk/handoff',
      '/desk/knowledge',
      '/desk/knowledge/new',
      '/desk/me',
      ...links,
    ]
    expect(await sweep(page, screens)).toEqual([])
  })

  it('the management', async () => {
    const page = await pageOf('manager')
    const policy = await firstLink(page, '/desk/oncall', /^\/desk\/oncall\/policies\//)
    const screens = ['/manage', '/manage/at-risk', '/manage/policies', '/manage/policies/calendars', '/manage/what-if']
    if (policy) screens.push(policy)
    expect(await sweep(page, screens)).toEqual([])
  })

  it('the administration', async () => {
    const page = await pageOf('admin')
    expect(await sweep(page, ['/manage/organisations', '/manage/people', '/manage/system'])).toEqual([])
  })
})
