import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { localeCookie } from '@/app/_i18n/locale-cookie'
import enDesk from '@/messages/en/desk.json'
import enMe from '@/messages/en/oncall.json'
import enTicket from '@/messages/en/ticket.json'
import enWhatIf from '@/messages/en/whatif.json'
import zhDesk from '@/messages/zh-CN/desk.json'
import zhMe from '@/messages/zh-CN/oncall.json'
import zhTicket from '@/messages/zh-CN/ticket.json'
import { launchBrowser } from '@/scripts/support/browser'
import { type AppLocale, locales } from '@/server/vocabulary/locale'
import { barriers, overflow } from '@/tests/support/barriers'
import type { MailboxEntry } from '@/tests/support/smtp-mailbox'

const baseUrl = inject('baseUrl')
const mailboxUrl = inject('mailboxUrl')
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
  const first = async () => {
    const links = await page.locator('a[href]').evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))
    return links.find((link) => pattern.test(link)) ?? null
  }
  // A page that listens for news never falls silent, so its own links are waited for.
  for (let tries = 0; tries < 50; tries += 1) {
    const link = await first()
    if (link) return link
    await page.waitForTimeout(100)
  }
  return null
}

const words = {
  en: { page: enDesk.page, record: enTicket.record, me: enMe.me },
  'zh-CN': { page: zhDesk.page, record: zhTicket.record, me: zhMe.me },
}
type Words = (typeof words)[AppLocale]

/** What is behind a press of a button: judged as a screen of its own. */
interface Opened {
  at: string
  open: (page: Page, words: Words) => Promise<void>
}

type Scheme = 'light' | 'dark'

/**
 * Lists the accessibility violations that axe finds on a page as it stands, and where the page is wider than its window.
 * The width is measured wide and on a phone. Axe needs about a second for each look, so it looks at one width only.
 */
async function checkPage(page: Page, where: string, scheme: Scheme, axeAt: typeof wide): Promise<string[]> {
  const found: string[] = []
  await page.emulateMedia({ colorScheme: scheme })
  for (const viewport of [wide, phone]) {
    await page.setViewportSize(viewport)
    const here = `${where} ${scheme} ${viewport.width}`
    if (viewport === axeAt) for (const barrier of await barriers(page)) found.push(`${here}: ${barrier}`)
    const beyond = await overflow(page)
    if (beyond > 0) found.push(`${here}: ${beyond} px too wide`)
  }
  return found
}

/** Sets the language: of this browser, and of the account when somebody is signed in. */
async function setLanguage(page: Page, locale: AppLocale): Promise<void> {
  await page.context().addCookies([{ name: localeCookie, value: locale, url: baseUrl }])
  const answer = await page.request.post('/api/trpc/accounts.chooseLanguage', { data: { json: { locale } } })
  expect([200, 401]).toContain(answer.status())
}

/** Looks at every screen in both languages: axe sees one light and wide, the other dark and on a phone. */
async function sweep(page: Page, screens: (string | Opened)[]): Promise<string[]> {
  const found: string[] = []
  for (const locale of locales) {
    await setLanguage(page, locale)
    for (const screen of screens) {
      const opened = typeof screen === 'string' ? null : screen
      const address = (typeof screen === 'string' ? screen : screen.at).replace('/:locale/', `/${locale}/`)
      await page.setViewportSize(wide)
      await page.goto(address)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' })
      // Colours are judged as they come to rest, not on their way from light to dark.
      await page.addStyleTag({ content: '*, *::before, *::after { transition: none !important }' })
      const lang = await page.locator('html').getAttribute('lang')
      if (lang !== locale) found.push(`${address}: its language is ${lang}, not ${locale}`)
      await opened?.open(page, words[locale])
      const look: [Scheme, typeof wide] = locale === 'en' ? ['light', wide] : ['dark', phone]
      found.push(...(await checkPage(page, `${locale} ${address}`, ...look)))
    }
  }
  // The next file expects the language of the demo.
  await setLanguage(page, 'en')
  return found
}

describe('every screen has no serious accessibility barriers and fits a phone, in both languages, light and dark:', {
  timeout: 240_000,
}, () => {
  it('sign-in and the knowledge pages', async () => {
    const page = await pageOf(null)
    const article = await firstLink(page, '/en/kb', /^\/en\/kb\/[a-z]/)
    const scenario = await firstLink(page, '/en/kb', /^\/en\/kb\/scenarios\//)
    const screens = ['/', '/signin', '/reset', '/signin/link?token=x', '/invite/x', '/nowhere', '/:locale/kb']
    for (const link of [article, scenario]) {
      expect(link).not.toBeNull()
      screens.push(link!.replace('/en/', '/:locale/'))
    }
    expect(await sweep(page, screens)).toEqual([])
  })

  it('the portal', async () => {
    const page = await pageOf('lead')
    const ticket = await firstLink(page, '/tickets', /^\/tickets\/[A-Z]+-\d+$/)
    const record: Opened = {
      at: ticket!,
      open: async (on, { record: { verify, head } }) => {
        await on.getByRole('button', { name: verify }).click()
        await on.getByLabel(head).waitFor()
      },
    }
    const screens = ['/tickets', '/tickets/new', ticket!, '/tickets/NONE-1', '/organisation', '/:locale/promises']
    expect(await sweep(page, [...screens, record])).toEqual([])
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
      '/desk/tickets/NONE-1',
      ...links,
    ]
    const removal: Opened = {
      at: '/desk/me',
      open: async (on, { me }) => {
        await on.getByRole('button', { name: me.removeNamed.replace('{address}', 'engineer@demo.test') }).click()
        await on.getByRole('dialog').waitFor()
      },
    }
    expect(await sweep(page, [...screens, removal])).toEqual([])
  })

  it('a page, its menu, its log and the link that acknowledges it', async () => {
    // The demo's own pages are sent as soon as a worker lives.
    const mails = async () => (await (await fetch(mailboxUrl)).json()) as MailboxEntry[]
    const link = async () => /http\S+\/p\/[\w-]+/.exec((await mails()).map(({ text }) => text).join(' '))?.[0]
    await expect.poll(link, { timeout: 30_000 }).toBeDefined()
    const phonePage = await pageOf(null)
    for (const address of [(await link())!, '/p/nonsense']) {
      await phonePage.goto(address)
      expect(await checkPage(phonePage, address, 'light', wide)).toEqual([])
      expect(await checkPage(phonePage, address, 'dark', phone)).toEqual([])
    }
    await phonePage.goto((await link())!)
    const reference = await phonePage.locator('header span').last().innerText()
    const page = await pageOf('engineer')
    const at = `/desk/tickets/${reference}`
    const press = (name: (words: Words) => string, then: (on: Page, words: Words) => Promise<void>): Opened => ({
      at,
      open: async (on, those) => {
        await on.getByRole('button', { name: name(those), exact: true }).click()
        await then(on, those)
      },
    })
    const menu = press(
      (those) => those.page.moreNamed,
      (on) => on.getByRole('menu').waitFor(),
    )
    const people = press(
      (those) => those.page.moreNamed,
      async (on, those) => {
        await on.getByRole('menuitem', { name: those.page.reassignTitle }).click()
        await on.getByRole('dialog').waitFor()
      },
    )
    const log = press(
      (those) => those.page.log,
      (on) => on.getByRole('dialog').waitFor(),
    )
    expect(await sweep(page, [at, menu, people, log])).toEqual([])
  })

  it('the management', async () => {
    const page = await pageOf('manager')
    const policy = await firstLink(page, '/desk/oncall', /^\/desk\/oncall\/policies\//)
    const screens = [
      '/manage',
      '/manage/at-risk',
      '/manage/policies',
      '/manage/policies/calendars',
      '/manage/what-if',
      '/manage/routing',
    ]
    if (policy) screens.push(policy)
    const calendar = await firstLink(
      page,
      '/manage/policies/calendars',
      /^\/manage\/policies\/calendars\/[0-9a-f-]{36}/,
    )
    screens.push(calendar!, '/manage/policies/calendars/new')
    await page.goto('/manage/what-if')
    await page.getByRole('button', { name: enWhatIf.start }).click()
    await page.waitForURL(/replay=/)
    await page.getByRole('table').first().waitFor()
    screens.push(new URL(page.url()).pathname + new URL(page.url()).search)
    expect(await sweep(page, screens)).toEqual([])
  })

  it('the administration', async () => {
    const page = await pageOf('admin')
    expect(await sweep(page, ['/manage/organisations', '/manage/people', '/manage/system'])).toEqual([])
  })
})
