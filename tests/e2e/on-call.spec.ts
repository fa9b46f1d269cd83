import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { launchBrowser } from '@/scripts/support/browser'
import { barriers } from '@/tests/support/barriers'
import { signedIn } from '@/tests/support/signed-in'

const baseUrl = inject('baseUrl')

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
})

const asManager = () =>
  signedIn(browser, 'manager', { baseURL: baseUrl, viewport: { width: 1280, height: 900 }, locale: 'en-GB' })

describe('a manager', () => {
  it('chooses which warnings and breaches page, and reads it in plain words before and after saving', async () => {
    const page = await asManager()
    await page.goto('/desk/oncall/policies/new')
    await page.getByLabel('Name').fill('Everything else')
    await page.getByRole('combobox', { name: 'Page' }).click()
    await page.getByRole('option', { name: 'Ana Lim' }).click()
    await page.keyboard.press('Escape')
    const preview = page.getByRole('status', { name: 'What this policy does' })
    expect(await preview.textContent()).toContain('S1 and S2 page at 90 % and at the breach of every metric')

    await page.getByLabel('Use defaults').uncheck()
    await page.getByLabel('Update of S3').selectOption('warning')
    await page.getByText('Choose a percentage.').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The warnings of S3 need both').waitFor()
    await page.getByRole('combobox', { name: 'Warnings of S3 that page' }).press('ArrowDown')
    await page.getByRole('option', { name: '75 %' }).click()
    await page.keyboard.press('Escape')
    await page.getByText('Choose a percentage.').waitFor({ state: 'detached' })
    const words = 'S3 pages at 75 % of Update and at the breach of First response'
    expect(await preview.textContent()).toContain(words)
    expect(await barriers(page)).toEqual([])

    await page.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL('**/desk/oncall')
    await page.getByText(words).waitFor()
  })

  it('plans the weekly drill of an escalation policy, and cancels it', async () => {
    const page = await asManager()
    await page.goto('/desk/oncall')
    const drills = page.getByRole('region', { name: 'Drills' })
    const plan = drills.getByRole('button', { name: 'Set up drills of Everything else' })
    await plan.click()
    await drills.getByLabel('Time: hours').click()
    await page.keyboard.type('0930')
    expect(await barriers(page)).toEqual([])
    await drills.getByRole('button', { name: 'Save' }).click()
    await drills.getByText(/every Wednesday at 09:30/).waitFor()
    await drills.getByRole('button', { name: 'Change the drills of Everything else' }).click()
    await drills.getByRole('button', { name: 'Stop drills' }).click()
    await plan.waitFor()
  })

  it('sees the final shifts before saving a schedule, and is asked when an edit takes somebody off duty', async () => {
    const page = await asManager()
    await page.goto('/desk/oncall/schedules/new')
    await page.getByLabel('Name', { exact: true }).fill('Weekend')
    await page.getByRole('combobox', { name: 'Participants' }).click()
    await page.getByRole('option', { name: 'Ana Lim' }).click()
    await page.keyboard.press('Escape')
    const preview = page.getByRole('region', { name: 'Final shifts' })
    await preview.getByText('Ana Lim').first().waitFor()
    await page.getByRole('button', { name: 'Save schedule' }).click()
    await page.getByRole('heading', { name: 'Weekend' }).waitFor()
    await page.getByText('No escalation policy uses this schedule yet.').waitFor()
    await page.getByRole('combobox', { name: 'Participants' }).last().click()
    await page.getByRole('option', { name: 'Ana Lim' }).click()
    await page.getByRole('option', { name: 'Marco Rossi' }).click()
    await page.keyboard.press('Escape')
    await preview.getByText('From now: Marco Rossi instead of Ana Lim.').waitFor()
    expect(await barriers(page)).toEqual([])
    await page.getByRole('button', { name: 'Save schedule' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Take effect now' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  it('adds one override by dragging and another by keyboard, and removes both', async () => {
    const page = await asManager()
    await page.goto('/desk/oncall')
    await page.getByRole('link', { name: 'Edit Managers' }).click()
    const overrides = page.getByRole('region', { name: 'Overrides' })
    const row = page.getByRole('slider', { name: 'Span of a new override' })
    // The link leads to the layers, further down.
    await page.waitForURL('**/*#rotation')
    await row.scrollIntoViewIfNeeded()
    const box = (await row.boundingBox())!
    const y = box.y + box.height / 2
    await page.mouse.move(box.x + box.width * 0.4, y)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.5, y, { steps: 5 })
    await page.mouse.up()
    expect(await overrides.getByLabel('From: date').inputValue()).toMatch(/^\w{3} \d{1,2} \w{3,4} \d{4}$/)
    expect(await overrides.getByLabel('From: time: minutes').inputValue()).toMatch(/^[03]0$/)
    await overrides.getByRole('button', { name: 'Add override' }).click()
    const listed = overrides.getByRole('row').filter({ hasText: 'Priya Nair' })
    await listed.first().waitFor()
    expect(await listed.count()).toBe(1)

    await row.focus()
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowDown', 'Shift+ArrowDown', 'Enter'])
      await page.keyboard.press(key)
    await expect.poll(() => overrides.getByLabel('From: date').inputValue()).not.toBe('')
    await overrides.getByRole('button', { name: 'Add override' }).click()
    await listed.nth(1).waitFor()
    expect(await barriers(page)).toEqual([])

    for (const left of [1, 0]) {
      await listed.first().getByRole('button').click()
      await listed.nth(left).waitFor({ state: 'detached' })
    }
  })
})
