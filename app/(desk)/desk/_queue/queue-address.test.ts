import { expect, test } from 'vitest'
import { queueFilterOf } from './queue-address'

const of = (query: string) => {
  const params = new URLSearchParams(query)
  return queueFilterOf((name) => params.get(name))
}

test('a URL without a query shows the whole open queue', () => {
  expect(of('')).toEqual({ view: 'open', text: '', limit: 100, after: null })
})
test('the URL keeps view, filters, search and page', () => {
  expect(of('view=mine&q=severity:S1+%E6%96%AD%E6%B5%81+ERR&after=abc')).toMatchObject({
    view: 'mine',
    text: 'severity:S1 断流 ERR',
    after: 'abc',
  })
})
test('invalid values in the URL are ignored, not refused', () => {
  expect(of(`view=none&after=%00&q=${'a'.repeat(3_000)}`)).toMatchObject({
    view: 'open',
    after: null,
    text: 'a'.repeat(1_000),
  })
})
