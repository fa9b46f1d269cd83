import type { Locator } from 'playwright-core'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * Waits until a field or button is hydrated, because input before that is lost. The element is found anew each time:
 * React replaces a part of the page that changes before it is hydrated.
 */
export async function untilListening(locator: Locator): Promise<void> {
  const isListening = () =>
    locator.evaluate((element) => Object.keys(element).some((key) => key.startsWith('__reactProps')))
  while (!(await isListening())) await wait(50)
}
