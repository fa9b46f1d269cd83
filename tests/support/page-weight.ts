import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core'

/** What a browser with an empty cache receives of a page, and how far its content moves. */
export interface PageWeight {
  /** Bytes of all scripts that are requested until the page is at rest, each compressed by gzip. */
  scriptBytes: number
  scripts: { url: string; bytes: number }[]
  /** Sum of all layout shifts without input; at least as large as the "cumulative layout shift" of browsers. */
  shift: number
  /** The shifts with the elements that moved, largest first. */
  shifts: { value: number; moved: string[] }[]
}

interface Shift {
  value: number
  moved: string[]
}

/** Records layout shifts on the page; runs before the page's own scripts. */
function recordShifts(): void {
  const shifts: Shift[] = []
  Object.assign(window, { recordedShifts: shifts })
  const nameOf = (node: Node | null) => {
    if (!(node instanceof Element)) return node?.nodeName ?? '?'
    const text = (node.textContent ?? '').trim().slice(0, 40)
    return `${node.tagName.toLowerCase()}${node.id ? `#${node.id}` : ''}.${[...node.classList].slice(0, 2).join('.')} "${text}"`
  }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      value: number
      hadRecentInput: boolean
      sources: { node: Node | null }[]
    })[])
      if (!entry.hadRecentInput)
        shifts.push({ value: entry.value, moved: entry.sources.map(({ node }) => nameOf(node)) })
  }).observe({ type: 'layout-shift', buffered: true })
}

/** Time without a new script after which a page counts as at rest. Live connections stay open for ever. */
const restMs = 1_200

/**
 * Opens a page for the first time: empty cache, and the cookies of somebody who has signed in before.
 * @param signedIn the browser context whose cookies are used; null for a reader who has not signed in
 */
export async function weighPage(
  browser: Browser,
  path: string,
  signedIn: BrowserContext | null,
  options: BrowserContextOptions,
): Promise<PageWeight> {
  const context = await browser.newContext({ ...options, storageState: await signedIn?.storageState() })
  try {
    const page = await context.newPage()
    page.setDefaultNavigationTimeout(60_000)
    await page.addInitScript(recordShifts)
    const sizes: Promise<{ url: string; bytes: number }>[] = []
    let lastAt = Date.now()
    page.on('request', (request) => {
      if (request.resourceType() === 'script') lastAt = Date.now()
    })
    page.on('response', (response) => {
      if (response.request().resourceType() !== 'script') return
      lastAt = Date.now()
      sizes.push(
        response.body().then((body) => ({ url: new URL(response.url()).pathname, bytes: gzipSync(body).length })),
      )
    })
    const answer = await page.goto(path, { waitUntil: 'load' })
    if (!answer?.ok()) throw new Error(`${path} answered ${answer?.status()}`)
    const arrived = new URL(page.url()).pathname
    if (arrived !== new URL(path, 'http://x').pathname) throw new Error(`${path} led to ${arrived}`)
    while (Date.now() - lastAt < restMs) await page.waitForTimeout(100)
    const scripts = await Promise.all(sizes)
    const shifts = await page.evaluate(() => (window as unknown as { recordedShifts: Shift[] }).recordedShifts)
    return {
      scriptBytes: scripts.reduce((sum, { bytes }) => sum + bytes, 0),
      scripts: scripts.sort((a, b) => b.bytes - a.bytes),
      shift: shifts.reduce((sum, { value }) => sum + value, 0),
      shifts: shifts.sort((a, b) => b.value - a.value),
    }
  } finally {
    await context.close()
  }
}
