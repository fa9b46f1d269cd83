import { randomUUID } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import words from '@/messages/en/search.json'
import { launchBrowser } from '@/scripts/support/browser'
import { barriers } from '@/tests/support/barriers'
import { untilListening } from '@/tests/support/listening'
import { call, signedIn } from '@/tests/support/signed-in'

const baseUrl = inject('baseUrl')
let browser: Browser
let customer: Page
let engineer: Page
let reference: string

/** Where pictures of the screens go, to look at; none by default. */
const pictures = process.env.SEARCH_PICTURES
const picture = async (page: Page, name: string) => {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png` })
}
const box = (page: Page) => page.locator('#search')
const query = (page: Page) => new URL(page.url()).searchParams.get('q')
const rows = (page: Page) => page.locator('[data-reference]')

beforeAll(async () => {
  browser = await launchBrowser()
  const options = { baseURL: baseUrl, viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' as const }
  customer = await signedIn(browser, 'customer', options)
  engineer = await signedIn(browser, 'engineer', options)
  const { projects } = await call<{ projects: { id: string }[] }>(customer, 'tickets.options', undefined, 'GET')
  const filed = await call<{ reference: string }>(customer, 'tickets.file', {
    clientKey: randomUUID(),
    projectId: projects[0]!.id,
    scenario: 'meeting',
    severity: 'S3',
    subject: '登录后消息丢失 zebra',
    body: 'After rejoin nobody hears **anything**.',
  })
  reference = filed.reference
  await call(engineer, 'tickets.note', { reference, clientKey: randomUUID(), body: 'Quagga token expired' })
})
afterAll(() => browser?.close())

describe('the search box of the queue', () => {
  it('gets the focus by /, makes a pill of a complete filter, keeps the query in the address, and marks what it found', async () => {
    await engineer.goto('/desk')
    await rows(engineer).first().waitFor()
    await untilListening(box(engineer))
    await engineer.keyboard.press('/')
    await expect.poll(() => engineer.evaluate(() => document.activeElement?.id)).toBe('search')
    // The plain field gives its place to the box, which has the focus then.
    await engineer.getByRole('option').first().waitFor()
    await picture(engineer, 'keys')
    await engineer.keyboard.type('sev')
    await engineer.getByRole('option', { name: 'severity:' }).click()
    await engineer.getByRole('option', { name: 'S3' }).click()
    await expect.poll(() => query(engineer)).toBe('severity:S3')
    await engineer.keyboard.type('消息 rejoin')
    await expect.poll(() => query(engineer)).toBe('severity:S3 消息 rejoin')
    await expect.poll(() => rows(engineer).count()).toBe(1)
    // The piece of the message is read after the row.
    await expect
      .poll(() => rows(engineer).locator('mark').allTextContents())
      .toEqual(expect.arrayContaining(['消息', 'rejoin']))
    await picture(engineer, 'found')
    await engineer.reload()
    await engineer.getByRole('button', { name: words.remove.replace('{filter}', 'severity:S3') }).click()
    await expect.poll(() => query(engineer)).toBe('消息 rejoin')
    await engineer.keyboard.press('Escape')
    expect(await barriers(engineer)).toEqual([])
  })

  it('opens the ticket when the query is its reference, and never while an input method composes', async () => {
    await engineer.goto('/desk')
    await untilListening(box(engineer))
    await box(engineer).focus()
    await engineer.getByRole('option').first().waitFor()
    const session = await engineer.context().newCDPSession(engineer)
    await session.send('Input.imeSetComposition', { text: 'zebra', selectionStart: 5, selectionEnd: 5 })
    await session.send('Input.dispatchKeyEvent', {
      type: 'rawKeyDown',
      key: 'Enter',
      code: 'Enter',
      windowsVirtualKeyCode: 229,
    })
    expect(query(engineer)).toBe(null)
    await session.send('Input.insertText', { text: '' })
    await session.detach()
    await box(engineer).fill(reference.toLowerCase())
    await engineer.keyboard.press('Enter')
    await engineer.waitForURL(`**/desk/tickets/${reference}`)
  })

  it('says that an unknown filter is searched as words, and what to do when nothing is found', async () => {
    await engineer.goto('/desk?q=colour:red')
    await engineer.getByText(words.asWords.replace('{piece}', 'colour:red')).waitFor()
    await engineer.getByText(words.nothing).waitFor()
    await engineer.getByRole('button', { name: words.everywhere }).click()
    await expect.poll(() => new URL(engineer.url()).searchParams.get('view')).toBe('all')
    await engineer.goto('/desk?view=all&q=quagga')
    await engineer.getByText('1 ticket found').waitFor()
    await engineer.getByText(words.note).waitFor()
  })
})

describe("the search box of the customers' list", () => {
  it('finds by a message and by no note, in 390 px too, and has no filters of staff', async () => {
    await customer.setViewportSize({ width: 390, height: 844 })
    await customer.goto('/tickets?q=rejoin')
    await customer.getByText(reference).waitFor()
    await customer.locator('mark', { hasText: 'rejoin' }).waitFor()
    await picture(customer, 'portal-390')
    expect(await customer.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await customer.goto('/tickets?q=quagga')
    await customer.getByText(words.nothing).waitFor()
    await customer.goto('/tickets')
    await untilListening(box(customer))
    await box(customer).focus()
    await customer.getByRole('option', { name: 'status:' }).waitFor()
    for (const key of ['tag:', 'team:', 'assignee:'])
      expect(await customer.getByRole('option', { name: key }).count()).toBe(0)
    await picture(customer, 'portal-keys-390')
  })
})
