import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launchBrowser } from '@/scripts/support/browser'
import { barriers } from '@/tests/support/barriers'
import { signedIn } from '@/tests/support/signed-in'
import type { MailboxEntry } from '@/tests/support/smtp-mailbox'

const baseUrl = inject('baseUrl')
const mailboxUrl = inject('mailboxUrl')

let browser: Browser
const problems: string[] = []

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
})

async function pageOf(name: string): Promise<Page> {
  const page = await signedIn(browser, name, {
    baseURL: baseUrl,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
  })
  page.on('pageerror', (error) => problems.push(`${name}: ${error.message}`))
  return page
}

async function findMail(matches: (mail: MailboxEntry) => boolean): Promise<MailboxEntry> {
  for (let tries = 0; tries < 200; tries += 1) {
    const mails = (await (await fetch(mailboxUrl)).json()) as MailboxEntry[]
    const found = mails.find(matches)
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('The mail did not come')
}

describe('launch night', () => {
  it('an S1 is filed, paged, acknowledged, answered live and counted', async () => {
    const customer = await pageOf('customer')
    await customer.goto('/tickets/new')
    await customer.getByRole('combobox', { name: 'Project' }).selectOption('Xingyu Voice (production)')
    await customer
      .getByLabel('What’s happening?')
      .fill('Messages vanish on launch night\n\n<script>alert(1)</script> and nobody sees them.')
    for (const [question, answer] of [
      ['Is production affected now?', 'Yes'],
      ['How many of your users?', 'Most'],
      ['Is there a workaround?', 'No'],
    ] as const)
      await customer.getByRole('radiogroup', { name: question }).getByText(answer, { exact: true }).click()
    await customer.getByRole('button', { name: 'Send S1 ticket' }).first().click()
    await customer.waitForURL(/\/tickets\/XINGYU-\d+$/)
    const reference = customer.url().split('/').at(-1)!

    // The page reaches whoever is on call, in a real SMTP server; the link shows first and acknowledges then.
    const mail = await findMail((one) => one.subject.includes(reference) && one.text.includes('/p/'))
    const link = /http\S+\/p\/[\w-]+/.exec(mail.text)![0]
    const shown = await (await fetch(link)).text()
    expect(shown).toContain('Acknowledge</button>')
    expect(shown).not.toContain('<script>')
    expect(await (await fetch(link)).text()).toContain('Acknowledge</button>')
    const phone = await browser.newPage({ viewport: { width: 390, height: 844 } })
    await phone.goto(link)
    await phone.getByRole('button', { name: 'Acknowledge' }).click()
    await phone.getByText('You’ve got it').waitFor()
    await phone.close()

    // The engineer answers; the customer sees it appear without a reload.
    const engineer = await pageOf('engineer')
    await engineer.goto(`/desk/tickets/${reference}`)
    expect(await barriers(engineer)).toEqual([])
    await engineer.getByRole('radiogroup', { name: 'Kind of reply' }).getByText('Workaround', { exact: true }).click()
    await engineer.getByLabel('Public reply').fill('Carry the messages over TCP until the drain is done.')
    await engineer.getByRole('button', { name: 'Send Workaround' }).click()
    await customer.getByText('Carry the messages over TCP until the drain is done.').first().waitFor()
    expect(await barriers(customer)).toEqual([])
    await findMail((one) => one.to.includes('customer@demo.test') && one.text.includes('Carry the messages over TCP'))

    // The manager's page counts it.
    const manager = await pageOf('manager')
    await manager.goto('/manage')
    const cell = manager.getByRole('row', { name: /^First response/ })
    await cell.waitFor()
    expect(await cell.innerText()).toMatch(/100 %/)
    expect(await barriers(manager)).toEqual([])
  })

  it("another organisation's ticket does not exist, in a page or a call", async () => {
    const customer = await pageOf('customer')
    await customer.goto('/tickets/KOPI-1')
    await customer.getByText('Page not found').first().waitFor()
    const input = encodeURIComponent(JSON.stringify({ json: { reference: 'KOPI-1' } }))
    const call = await customer.request.get(`/api/trpc/tickets.get?input=${input}`)
    const never = await customer.request.get(`/api/trpc/tickets.get?input=${input.replace('KOPI-1', 'KOPI-999')}`)
    expect(call.status()).toBe(404)
    // Every call has an id of its own; nothing else may tell the two apart.
    const [refused, unknown] = await Promise.all(
      [call, never].map(async (answer) => (await answer.text()).replace(/"requestId":"[^"]+"/, '')),
    )
    expect(refused!.replaceAll('KOPI-1', '')).toBe(unknown!.replaceAll('KOPI-999', ''))
  })

  it('no page has logged an error', () => {
    expect(problems).toEqual([])
  })
})
