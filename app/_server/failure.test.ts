import { expect, it } from 'vitest'
import { runAs } from '@/server/infra/activity.mjs'
import { markWithRequest } from './failure'

it('an error while a page is rendered shows the reader the id of the request', () => {
  const failed = new Error('no such column')
  runAs({ requestId: 'request-1' }, () => markWithRequest(failed))
  expect(failed).toHaveProperty('digest', 'request-1')
})

it('a signal of the router, such as "not found", keeps its own digest', () => {
  const notFound = Object.assign(new Error('not found'), { digest: 'NEXT_HTTP_ERROR_FALLBACK;404' })
  runAs({ requestId: 'request-1' }, () => markWithRequest(notFound))
  expect(notFound.digest).toBe('NEXT_HTTP_ERROR_FALLBACK;404')
})
