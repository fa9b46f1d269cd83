import path from 'node:path'
import type { Page } from 'playwright-core'
import { launchBrowser } from './support/browser'

/** `node scripts/run-ts.mjs scripts/screenshots.ts [FOLDER]`: takes the README's screenshots from a running demo. */
const base = process.env.PUBLIC_URL ?? 'http://localhost:3000'
const folder = path.resolve(process.argv[2] ?? 'docs/images')

const shots: {
  name: string
  as?: string
  at: string
  width?: number
  scheme?: 'light' | 'dark'
  locale?: string
  then?: (page: Page) => Promise<void>
}[] = [
  { name: 'signin', at: '/signin' },
  { name: 'tickets', as: 'customer', at: '/tickets' },
  { name: 'filing', as: 'customer', at: '/tickets/new' },
  { name: 'customer-ticket', as: 'customer', at: '/tickets/XINGYU-7' },
  { name: 'customer-ticket-zh', as: 'lead', at: '/tickets/XINGYU-8' },
  { name: 'queue', as: 'engineer', at: '/desk' },
  { name: 'queue-dark', as: 'engineer', at: '/desk', scheme: 'dark' },
  { name: 'queue-phone', as: 'engineer', at: '/desk', width: 390 },
  { name: 'ticket', as: 'engineer', at: '/desk/tickets/XINGYU-7' },
  { name: 'ticket-phone', as: 'engineer', at: '/desk/tickets/XINGYU-7', width: 390 },
  { name: 'oncall', as: 'engineer', at: '/desk/oncall' },
  {
    name: 'handoff',
    as: 'engineer',
    at: '/desk/handoff',
    then: async (page) => {
      await page.locator('a[href^="/desk/handoff/"]').first().click()
      await page.getByRole('article').first().waitFor()
    },
  },
  { name: 'me', as: 'engineer', at: '/desk/me' },
  { name: 'manage', as: 'manager', at: '/manage' },
  { name: 'at-risk', as: 'manager', at: '/manage/at-risk' },
  { name: 'policies', as: 'manager', at: '/manage/policies' },
  {
    name: 'what-if',
    as: 'manager',
    at: '/manage/what-if',
    // Replays Enterprise's tickets with the SLA policy of Business.
    then: async (page) => {
      await page.getByLabel('Tickets of').selectOption({ label: 'Enterprise' })
      const comparison = page.getByLabel('Compare with')
      const other = await comparison.locator('option', { hasText: 'Business' }).first().getAttribute('value')
      await comparison.selectOption(other)
      await page.getByText('90 days').click()
      await page.getByRole('button', { name: 'Run simulation' }).click()
      await page.getByRole('table').first().waitFor()
      await page.waitForTimeout(1_500)
    },
  },
  { name: 'calendars', as: 'manager', at: '/manage/policies/calendars' },
  { name: 'promises', as: 'lead', at: '/en/promises' },
  {
    name: 'record',
    as: 'customer',
    at: '/tickets/XINGYU-7',
    then: async (page) => {
      await page.getByRole('button', { name: 'Verify this record' }).click()
      await page.getByRole('status').filter({ hasText: 'verified' }).waitFor()
    },
  },
  { name: 'people', as: 'admin', at: '/manage/people' },
  { name: 'system', as: 'admin', at: '/manage/system' },
  { name: 'articles', at: '/en/kb' },
  { name: 'article', at: '/en/kb/reliable-message-delivery' },
  { name: 'article-zh', at: '/zh-CN/kb/reliable-message-delivery' },
]

const wanted = new Set(process.argv.slice(3))
const browser = await launchBrowser()
for (const shot of shots) {
  if (wanted.size > 0 && !wanted.has(shot.name)) continue
  const context = await browser.newContext({
    viewport: { width: shot.width ?? 1440, height: shot.width ? 844 : 900 },
    colorScheme: shot.scheme ?? 'light',
    timezoneId: 'Asia/Singapore',
  })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text().slice(0, 300)))
  page.on('pageerror', (error) => problems.push(error.message.slice(0, 300)))
  if (shot.as) {
    await page.goto(`${base}/signin`)
    await page.locator('input[type=email], input[name=email]').first().fill(`${shot.as}@demo.test`)
    await page.locator('input[type=password]').first().fill('nightdesk-demo')
    await page.locator('button[type=submit]').first().click()
    await page.waitForURL((url) => !url.pathname.startsWith('/signin'))
  }
  const answer = await page.goto(`${base}${shot.at}`)
  // The live stream keeps the network busy, so waiting for network idle is impossible: wait for the content instead.
  await page.waitForTimeout(1_500)
  await shot.then?.(page)
  await page.screenshot({ path: path.join(folder, `${shot.name}.png`) })
  console.log(shot.name, answer?.status(), problems.length ? problems : '')
  await context.close()
}
await browser.close()
