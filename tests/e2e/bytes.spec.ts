import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { pageBudgets, type WeighedPage, weighPages } from '@/bench/bytes'
import { launchBrowser } from '@/scripts/support/browser'

let browser: Browser
let weighed: WeighedPage[]
beforeAll(async () => {
  browser = await launchBrowser()
  weighed = await weighPages(browser, inject('baseUrl'))
}, 180_000)
afterAll(() => browser?.close())

it('notices a shift of the layout and the bytes of a script (control)', async () => {
  const page = await browser.newPage()
  await page.goto(`${inject('baseUrl')}/en/kb`)
  const seen = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) =>
          resolve(list.getEntries().reduce((sum, entry) => sum + (entry as unknown as { value: number }).value, 0)),
        ).observe({ type: 'layout-shift' })
        setTimeout(() => document.body.insertAdjacentHTML('afterbegin', '<div style="height:300px"></div>'), 600)
      }),
  )
  await page.close()
  expect(seen).toBeGreaterThan(0.05)
  expect(Math.min(...weighed.map(({ weight }) => weight.scriptBytes))).toBeGreaterThan(50_000)
})

describe.each(Object.entries(pageBudgets))('%s', (name, budget) => {
  const of = () => weighed.filter((page) => page.name === name)

  it(`receives at most ${budget.scriptKb} kB of scripts at a first visit (bench/budgets.json)`, () => {
    for (const { weight } of of())
      expect(weight.scriptBytes / 1_000, JSON.stringify(weight.scripts, null, 1)).toBeLessThanOrEqual(budget.scriptKb)
  })

  it('does not move while it loads, on a large screen and on a phone', () => {
    for (const { weight, width } of of())
      expect(weight.shift, `${width} px: ${JSON.stringify(weight.shifts)}`).toBeLessThan(budget.shift)
  })
})
