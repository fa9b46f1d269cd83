import { describe, expect, test } from 'vitest'
import { prefixQuery, searchWords } from './rules'

describe('search words', () => {
  test('English is split at word boundaries, in lower case, with repetitions', () => {
    expect(searchWords('Lost messages, LOST rooms')).toEqual(['lost', 'messages', 'lost', 'rooms'])
  })
  test('Chinese is split into words', () => {
    expect(searchWords('消息丢失').length).toBeGreaterThan(1)
  })
  test('Chinese words missing from the dictionary are found by pairs of characters', () => {
    expect(searchWords('弱网丢包率高')).toEqual(expect.arrayContaining(['弱网', '丢包', '包率']))
    expect(searchWords('丢')).toEqual(['丢'])
    expect(searchWords('丢，包')).toEqual(['丢', '包'])
  })
  test('no character with a meaning in tsquery remains', () => {
    expect(prefixQuery("x & b | !c:* <-> 'd' x")).toBe('x | b | c | d')
    expect(prefixQuery('&|!')).toBeNull()
    expect(prefixQuery('   ')).toBeNull()
  })
  test('a sentence is searched by its significant words', () => {
    expect(prefixQuery('Why do the messages of our users not arrive')).toBe('messages:* | users:* | arrive:*')
    expect(prefixQuery('我们的消息为什么没有到')).toBe('消息:*')
  })
  test('a text of common words only is searched by those', () => {
    expect(prefixQuery('how to')).toBe('how | to')
  })
  test('short Latin words and codes match whole words, longer ones match prefixes', () => {
    expect(prefixQuery('app rtm 丢包 10008')).toBe('app | rtm | 丢包:* | 10008:*')
  })
})
