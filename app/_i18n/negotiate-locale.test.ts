import { expect, test } from 'vitest'
import { negotiateLocale } from './negotiate-locale'

test.each([
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
  ['zh-TW', 'zh-CN'],
  ['en;q=0.5, zh;q=0.9', 'zh-CN'],
  ['de-DE,de;q=0.9,en;q=0.7,zh;q=0.2', 'en'],
  ['zh;q=0, en', 'en'],
  ['fr', 'en'],
  ['', 'en'],
  [null, 'en'],
])('%s is answered in %s', (header, locale) => {
  expect(negotiateLocale(header)).toBe(locale)
})
