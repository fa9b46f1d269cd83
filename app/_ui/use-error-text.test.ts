import { expect, test } from 'vitest'
import { unansweredReason } from './use-error-text'

const answer = (status: number) => Object.assign(new Error('unreadable'), { meta: { response: { status } } })

test.each([
  ['nobody answered', new TypeError('Failed to fetch'), 'connection'],
  ['the server failed', answer(500), 'unexpected'],
  ['a proxy has no server behind it', answer(502), 'unavailable'],
  ['the server is starting', answer(503), 'unavailable'],
])('when %s, the screen shows the matching message', (_, error, reason) => expect(unansweredReason(error)).toBe(reason))
