import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launchBrowser } from '@/scripts/support/browser'
import { signedIn } from '@/tests/support/signed-in'

const baseUrl = inject('baseUrl')
let browser: Browser
let reference = ''
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
})

const pageOf = (name: string): Promise<Page> =>
  signedIn(browser, name, { baseURL: baseUrl, viewport: { width: 1280, height: 900 }, locale: 'en-GB' })

/** Pastes as a browser would; whether the page took the paste for itself is returned. */
const paste = (page: Page, label: string, text: string, picture: boolean) =>
  page.getByLabel(label).evaluate(
    (field, given) => {
      const data = new DataTransfer()
      if (given.text) data.setData('text/plain', given.text)
      if (given.picture) data.items.add(new File(['x'], 'image.png', { type: 'image/png' }))
      return !field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    },
    { text, picture },
  )

describe('filing', () => {
  it('reports in our own words what is missing, until a value is entered', async () => {
    const page = await pageOf('customer')
    await page.goto('/tickets/new')
    await page.getByRole('button', { name: 'Send', exact: true }).first().click()
    await page.getByText('Describe the problem in a sentence or two.').waitFor()
    await page.getByText('Choose the scenario.').waitFor()
    await page.getByRole('combobox', { name: 'Project' }).selectOption('Xingyu Voice (production)')
    await page.getByText('Choose the scenario.').waitFor({ state: 'detached' })
    await page.context().close()
  })

  it('keeps every field through a reload, offers too long a text as a file, and files once when the response is lost', async () => {
    const page = await pageOf('customer')
    await page.goto('/tickets/new')
    await page.getByRole('combobox', { name: 'Project' }).selectOption('Xingyu Voice (production)')
    await page.getByLabel('What’s happening?').fill('Sound stops after a while')
    await page.getByLabel('Room or channel ID').fill('room-42')
    await page.getByRole('radiogroup', { name: 'Is production affected now?' }).getByText('No', { exact: true }).click()
    await page.getByText(/^Draft saved/).waitFor()
    await page.reload()
    await expect.poll(() => page.getByLabel('Room or channel ID').inputValue()).toBe('room-42')
    expect(await page.getByLabel('What’s happening?').inputValue()).toBe('Sound stops after a while')

    // Cells of an office program carry a picture beside their text: the text is what was meant.
    expect(await paste(page, 'What’s happening?', 'a\tb', true)).toBe(false)
    // A log that does not fit is neither cut nor lost.
    expect(await paste(page, 'What’s happening?', 'x'.repeat(600_000), false)).toBe(true)
    await page.getByText('The text you pasted has 600,000 characters').waitFor()
    await page.getByRole('button', { name: 'Attach it as a file' }).click()
    const file = page.getByText(/^pasted-\d{4}\.txt$/)
    await file.waitFor()
    expect(await page.getByLabel('What’s happening?').inputValue()).toMatch(/pasted-\d{4}\.txt/)

    for (const question of ['How many of your users?', 'Is there a workaround?'])
      await page.getByRole('radiogroup', { name: question }).locator('label').last().click()
    let lost = 0
    await page.route('**/api/trpc/tickets.file**', async (route) => {
      if (lost > 0) return route.continue()
      lost += 1
      // The server takes it; its answer does not arrive.
      await route.fetch()
      await route.abort()
    })
    await page
      .getByRole('button', { name: /^Send S\d ticket$/ })
      .first()
      .click()
    await page.waitForURL(/\/tickets\/XINGYU-\d+$/)
    expect(lost).toBe(1)
    reference = page.url().split('/').at(-1)!
    await page.goto('/tickets')
    expect(await page.getByText('Sound stops after a while').count()).toBe(1)
    await page.context().close()
  })

  it('of a follow-up copies the facts and links the earlier ticket', async () => {
    const page = await pageOf('customer')
    // An open ticket takes a message instead.
    await page.goto(`/tickets/new?followUp=${reference}`)
    await page.waitForURL(`**/tickets/${reference}`)
    await page.evaluate(
      (json) =>
        fetch('/api/trpc/tickets.close', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ json }),
        }),
      { reference },
    )
    await page.goto(`/tickets/new?followUp=${reference}`)
    await page.getByRole('link', { name: reference }).waitFor()
    expect(await page.getByLabel('Room or channel ID').inputValue()).toBe('room-42')
    expect(await page.getByLabel('What’s happening?').inputValue()).toBe('')
    await page.context().close()
  })
})

it('a settings form keeps what was typed, and shows the second of two editors what the first has changed', async () => {
  const [first, second] = await Promise.all([pageOf('manager'), pageOf('manager')])
  const edit = async (page: Page) => {
    await page.goto('/desk/oncall')
    await page
      .getByRole('region', { name: 'Teams' })
      .getByRole('button', { name: /^Edit / })
      .first()
      .click()
    await page.getByLabel('Name', { exact: true }).waitFor()
  }
  await edit(first)
  await edit(second)
  const before = await first.getByLabel('Name', { exact: true }).inputValue()
  await second.getByLabel('Name', { exact: true }).fill('Typed by the second')
  await first.getByLabel('Name', { exact: true }).fill('')
  await first.getByRole('button', { name: 'Save team' }).click()
  await first.getByText('Fill this in.').waitFor()
  await first.getByLabel('Name', { exact: true }).fill('Saved by the first')
  await first.getByRole('button', { name: 'Save team' }).click()
  await first.getByText('Saved by the first').first().waitFor()
  await second.getByRole('button', { name: 'Save team' }).click()
  await second.getByText(`Name: ${before} → Saved by the first`).waitFor()
  expect(await second.getByLabel('Name', { exact: true }).inputValue()).toBe('Typed by the second')
  await second.getByRole('button', { name: 'Keep my version' }).click()
  await second.getByRole('button', { name: 'Save team' }).click()
  await second.getByText('Typed by the second').first().waitFor()
})
