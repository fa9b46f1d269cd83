import { expect, test } from 'vitest'
import { refusalOf, unansweredReason } from './use-error-text'

const answer = (status: number) => Object.assign(new Error('unreadable'), { meta: { response: { status } } })

test.each([
  ['nobody answered', new TypeError('Failed to fetch'), 'connection'],
  ['the server failed', answer(500), 'unexpected'],
  ['a proxy has no server behind it', answer(502), 'unavailable'],
  ['the server is starting', answer(503), 'unavailable'],
])('when %s, the screen shows the matching message', (_, error, reason) => expect(unansweredReason(error)).toBe(reason))

const detail = {
  reason: 'invalid',
  fields: [{ path: 'body', reason: 'textTooLong', values: { count: 9, limit: 5 } }],
  values: { name: 'Ana' },
}
test('a refusal is read with its reason, its fields and their values', () => {
  expect(refusalOf(Object.assign(new Error('invalid'), { data: { detail } }))).toEqual(detail)
  expect(refusalOf({ data: { detail: { reason: 'gone', fields: [] } } })).toEqual({ reason: 'gone', fields: [] })
})
test.each([
  ['a lost connection', new TypeError('Failed to fetch')],
  ['no error at all', null],
  ['a page of a proxy', { data: '<html>' }],
  ['an answer without a reason', { data: { detail: { fields: [] } } }],
  ['an answer without fields', { data: { detail: { reason: 'gone' } } }],
  ['a field without a path', { data: { detail: { reason: 'invalid', fields: [{ reason: 'required' }] } } }],
  ['values that cannot be shown', { data: { detail: { reason: 'gone', fields: [], values: { name: {} } } } }],
])('%s is not a refusal', (_, error) => expect(refusalOf(error)).toBeNull())
