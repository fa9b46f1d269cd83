import { describe, expect, test } from 'vitest'
import { prefixQuery, searchWords } from './rules'

describe('search words', () => {
  test('English at word borders, once each, lower case', () => {
    expect(searchWords('Lost messages, LOST rooms')).toEqual(['lost', 'messages', 'rooms'])
  })
  test('Chinese is cut into words', () => {
    expect(searchWords('消息丢失').length).toBeGreaterThan(1)
  })
  test('nothing a tsquery could stumble on survives', () => {
    expect(prefixQuery("a & b | !c:* <-> 'd'")).toBe('a:* | b:* | c:* | d:*')
    expect(prefixQuery('&|!')).toBeNull()
  })
})
