import type { Locator } from 'playwright-core'

/**
 * Waits until a field or button is hydrated, because input before that is lost.
 */
export async function untilListening(locator: Locator): Promise<void> {
  await locator.evaluate(
    (element) =>
      new Promise<void>((resolve) => {
        const timer = setInterval(() => {
          if (!Object.keys(element).some((key) => key.startsWith('__reactProps'))) return
          clearInterval(timer)
          resolve()
        }, 50)
      }),
  )
}
