import { expect, test } from 'vitest'
import { queueFilterOf } from './queue-address'

const of = (query: string) => {
  const params = new URLSearchParams(query)
  return queueFilterOf((name) => params.get(name))
}

test('a URL without a query shows the whole open queue', () => {
  expect(of('')).toEqual({ view: 'open', severity: null, product: null, text: '', limit: 100, after: null })
})
test('the URL keeps view, filters, search and page', () => {
  expect(of('view=mine&severity=S1&product=voice_call&q=%E6%96%AD%E6%B5%81+ERR&after=abc')).toMatchObject({
    view: 'mine',
    severity: 'S1',
    product: 'voice_call',
    text: '断流 ERR',
    after: 'abc',
  })
})
test('invalid values in the URL are ignored, not refused', () => {
  expect(of(`view=none&severity=S9&product=x&after=%00&q=${'a'.repeat(300)}`)).toMatchObject({
    view: 'open',
    severity: null,
    product: null,
    after: null,
    text: 'a'.repeat(100),
  })
})
