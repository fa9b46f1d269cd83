import { expect, test } from 'vitest'
import { config } from 'zod'

const key = '__zod_globalConfig'

test('schemas are never compiled in the browser, because the policy of our pages refuses it', async () => {
  // Other test files have loaded Zod before, so what it reads and what the browser finds there are shown one by one.
  const read: unknown = Reflect.get(globalThis, key)
  expect(config()).toBe(read)
  await import('@/instrumentation-client')
  expect(Reflect.get(globalThis, key)).toEqual({ jitless: true })
  Reflect.set(globalThis, key, read)
})
