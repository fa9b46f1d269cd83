import fs from 'node:fs'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveGallery } from '@/gallery/serve'
import { launchBrowser } from '@/scripts/support/browser'
import { locales } from '@/server/vocabulary/locale'
import { barriers } from '@/tests/support/barriers'

interface GalleryPage {
  component: string
  story: string | null
}
interface Shown {
  gallery: { pages: GalleryPage[]; show(page: GalleryPage): void }
}

/** Pictures of every state, for looking at; not committed. */
const pictures = process.env.GALLERY_PICTURES ?? 'coverage/gallery'

let browser: Browser
let gallery: Awaited<ReturnType<typeof serveGallery>>
beforeAll(async () => {
  ;[browser, gallery] = await Promise.all([launchBrowser(), serveGallery(0)])
  fs.mkdirSync(pictures, { recursive: true })
})
afterAll(async () => {
  await browser?.close()
  await gallery?.close()
})

const cases = locales.flatMap((locale) => (['light', 'dark'] as const).map((scheme) => ({ locale, scheme })))

it.each(cases)(
  'every component is free of errors and barriers in $locale, $scheme',
  async ({ locale, scheme }) => {
    const context = await browser.newContext({
      baseURL: gallery.url,
      viewport: { width: 1100, height: 800 },
      reducedMotion: 'reduce',
    })
    const page = await context.newPage()
    const faults: string[] = []
    let now = ''
    page.on('pageerror', (error) => faults.push(`${now}: ${String(error)}`))
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(`${now}: ${message.text().slice(0, 500)}`)
    })
    await page.goto(`/?${new URLSearchParams({ locale, scheme })}`)
    await page.waitForFunction(() => 'gallery' in window)
    const pages = await page.evaluate(() => (window as unknown as Shown).gallery.pages)
    expect(pages.length).toBeGreaterThan(40)
    for (const one of pages) {
      const { component, story } = one
      now = story ? `${component}, ${story}` : component
      await page.evaluate((wanted) => (window as unknown as Shown).gallery.show(wanted), one)
      // What is asked for at once has been answered, and dialogs are open.
      await page.waitForTimeout(60)
      for (const failed of await page.locator('[data-failed]').allTextContents()) faults.push(`${now}: ${failed}`)
      faults.push(...(await barriers(page)).map((barrier) => `${now}: ${barrier}`))
      const file = `${component}${story ? ` - ${story}` : ''}-${locale}-${scheme}.png`
      await page.screenshot({ path: path.join(pictures, file), fullPage: story === null })
    }
    await context.close()
    expect(faults).toEqual([])
  },
  180_000,
)
