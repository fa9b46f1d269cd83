import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchBrowser } from '@/scripts/support/browser'
import { type PageWeight, weighPage } from '@/tests/support/page-weight'
import { call, signedIn } from '@/tests/support/signed-in'
import { startApp } from './app'
import budgets from './budgets.json'
import type { Measure } from './report'

interface Budget {
  /** `:first` stands for the first reference on the page `list`. */
  path: string
  list?: string
  /** The demo person who opens the page; null for a reader who has not signed in. */
  as: string | null
  /** Upper bound of the compressed scripts, in kB of 1,000 bytes. */
  scriptKb: number
  /** Upper bound of the layout shift. */
  shift: number
}

/** The budgets of pages by name; tests/e2e/bytes.spec.ts fails above them. */
export const pageBudgets: Record<string, Budget> = budgets

const sizes = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
]

export interface WeighedPage {
  name: string
  width: number
  budget: Budget
  weight: PageWeight
}

async function firstOf(context: BrowserContext, list: string): Promise<string> {
  const page = await context.newPage()
  await page.goto(list)
  const link = page
    .locator(`a[href^="${list === '/desk' ? '/desk/tickets/' : '/tickets/'}"]:not([href$="/new"])`)
    .first()
  const href = await link.getAttribute('href')
  await page.close()
  if (!href) throw new Error(`No ticket is listed at ${list}.`)
  return href
}

/** Discards what the person has begun to write: a first visit finds no draft, and with one a form loads its checks at once. */
async function discardDrafts(page: Page): Promise<void> {
  type Draft = Record<'form' | 'draftId', string> & { reference: string | null; version: number }
  const { drafts } = await call<{ drafts: Draft[] }>(page, 'drafts.list', undefined, 'GET')
  for (const { form, reference, draftId, version } of drafts)
    await call(page, 'drafts.save', { form, reference, draftId, base: version, content: null })
}

/**
 * Opens every page that has a budget for the first time, on a large screen and on a phone.
 */
export async function weighPages(browser: Browser, baseURL: string): Promise<WeighedPage[]> {
  const people = new Map<string, BrowserContext>()
  const weighed: WeighedPage[] = []
  for (const [name, budget] of Object.entries(pageBudgets)) {
    if (budget.as && !people.has(budget.as)) {
      const page = await signedIn(browser, budget.as, { baseURL, locale: 'en-GB' })
      await discardDrafts(page)
      people.set(budget.as, page.context())
    }
    const person = budget.as ? people.get(budget.as)! : null
    const path = budget.list && person ? await firstOf(person, budget.list) : budget.path
    for (const viewport of sizes)
      weighed.push({
        name,
        width: viewport.width,
        budget,
        weight: await weighPage(browser, path, person, { baseURL, viewport, locale: 'en-GB' }),
      })
  }
  return weighed
}

/**
 * Measures what the browser receives of each page with an empty cache. Sizes do not depend on the machine.
 * BENCH_URL: a product that is already running with the demo data; BENCH_SCRIPTS=1 lists the scripts of each page.
 */
export async function bytes(): Promise<Measure[]> {
  const app = process.env.BENCH_URL ? null : await startApp()
  const browser = await launchBrowser()
  try {
    const weighed = await weighPages(browser, process.env.BENCH_URL ?? app!.url)
    if (process.env.BENCH_SCRIPTS)
      for (const { name, width, weight } of weighed) {
        console.log(`${name}, ${width} px`)
        for (const script of weight.scripts) console.log(`  ${script.bytes} ${script.url}`)
        for (const shift of weight.shifts) console.log(`  shift ${shift.value.toFixed(3)}: ${shift.moved.join(' | ')}`)
      }
    return weighed.flatMap(({ name, width, budget, weight }) => [
      ...(width === sizes[0]!.width
        ? [
            {
              name: `${name}, scripts (gzip)`,
              value: weight.scriptBytes / 1_000,
              unit: 'kB',
              target: budget.scriptKb,
              side: 'below' as const,
            },
          ]
        : []),
      {
        name: `${name}, layout shift, ${width} px`,
        value: weight.shift,
        unit: '',
        target: budget.shift,
        side: 'below',
      },
    ])
  } finally {
    await browser.close()
    await app?.stop()
  }
}
