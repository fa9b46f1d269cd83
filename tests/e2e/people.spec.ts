import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launchBrowser } from '@/scripts/support/browser'

const baseUrl = inject('baseUrl')
const mailboxUrl = inject('mailboxUrl')
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
  it('opens the page that a link requested, and never another site', async () => {
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

  it("shows every session on one's own profile; a session ended there is signed out at its next request", async () => {
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

/** Calls a procedure with the page's session. */
async function call<T>(page: Page, path: string, input?: unknown): Promise<T> {
  const json = JSON.stringify({ json: input })
  const answer =
    input === undefined
      ? await page.request.get(`/api/trpc/${path}`)
      : await page.request.post(`/api/trpc/${path}`, {
          data: json,
          headers: { 'content-type': 'application/json' },
        })
  expect(answer.status(), path).toBe(200)
  return ((await answer.json()) as { result: { data: { json: T } } }).result.data.json
}

describe('the language', () => {
  it('belongs to the person: chosen in one browser, it applies in another browser and in mails', async () => {
    const [here, there] = [await freshPage(), await freshPage()]
    for (const page of [here, there]) {
      await page.goto('/signin?next=/desk')
      await enter(page, 'second')
    }
    await here.getByRole('button', { name: 'Account and appearance' }).click()
    await here.getByText('简体中文').click()
    await here.locator('html[lang=zh-CN]').waitFor()
    await there.goto('/desk/me')
    expect(await there.locator('html').getAttribute('lang')).toBe('zh-CN')
    expect((await call<{ locale: string }>(here, 'accounts.me')).locale).toBe('zh-CN')
    // On the profile it is the same setting, and it acts at once.
    await there.getByLabel('界面和邮件语言').first().click()
    await there.getByRole('option', { name: 'English' }).click()
    await there.locator('html[lang=en]').waitFor()
    await here.reload()
    expect(await here.locator('html').getAttribute('lang')).toBe('en')
  })
})

describe('an invitation', () => {
  it("of an existing account opens its link's page after signing in", async () => {
    const admin = await freshPage()
    await admin.goto('/signin?next=/manage')
    await enter(admin, 'admin')
    const email = `nia.${Date.now()}@demo.test`
    const all = await call<{ id: string; isVendor: boolean }[]>(admin, 'accounts.organisations.list')
    const [first, second] = all.filter(({ isVendor }) => !isVendor)
    const linkOf = async (organisationId: string, known: string[]) => {
      const invitation = { organisationId, email, name: 'Nia', roles: ['customer'], locale: 'en' }
      await call(admin, 'accounts.people.invite', invitation)
      const read = async () => {
        const mails = (await (await fetch(mailboxUrl)).json()) as { to: string | string[]; text: string }[]
        const links = mails
          .filter(({ to }) => String(to).includes(email))
          .flatMap(({ text }) => /\/invite\/[\w-]+/.exec(text)?.[0] ?? [])
        return links.find((link) => !known.includes(link))
      }
      await expect.poll(read, { timeout: 30_000 }).toBeDefined()
      return (await read())!
    }
    const page = await freshPage()
    const made = await linkOf(first!.id, [])
    const account = { name: 'Nia', password: 'a password of this test', locale: 'en', timeZone: 'UTC' }
    await call(page, 'accounts.acceptInvitation', { token: made.split('/').at(-1), account })
    await page.goto(`${await linkOf(second!.id, [made])}?next=/tickets/new`)
    await page.locator('button[type=submit]').first().click()
    await page.waitForURL((url) => url.pathname === '/signin')
    await page.locator('input[type=email]').fill(email)
    await page.locator('input[type=password]').fill(account.password)
    await page.locator('button[type=submit]').first().click()
    await page.waitForURL((url) => url.pathname === '/tickets/new')
  })
})
