import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Returns the accessibility violations of a page that axe rates serious or critical, each with its elements. */
export async function barriers(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe)
  return page.evaluate(async () => {
    interface Result {
      violations: { id: string; impact: string; nodes: { html: string }[] }[]
    }
    const { axe: tool } = globalThis as unknown as { axe: { run(options: object): Promise<Result> } }
    const { violations } = await tool.run({ resultTypes: ['violations'] })
    return violations
      .filter((one) => one.impact === 'serious' || one.impact === 'critical')
      .map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`)
  })
}

/** Returns by how many pixels a page, or the content beside its rail, overflows its frame horizontally. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const frames = [document.documentElement, ...document.querySelectorAll('#content > *')]
    return Math.max(...frames.map((frame) => frame.scrollWidth - frame.clientWidth))
  })
