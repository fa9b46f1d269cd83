import { expect, test } from 'vitest'

test('schemas are never compiled in the browser, because the policy of our pages refuses it', async () => {
  const before = Reflect.get(globalThis, '__zod_globalConfig') as object | undefined
  Reflect.deleteProperty(globalThis, '__zod_globalConfig')
  await import('@/instrumentation-client')
  const { config } = await import('zod')
  expect(config().jitless).toBe(true)
  if (before) Object.assign(globalThis, { __zod_globalConfig: before })
})
