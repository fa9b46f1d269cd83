import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanForm, isFoundIn, normalForm } from './text.rules'

const finds = (term: string, field: string, quoted = false) => isFoundIn(normalForm(term), quoted, normalForm(field))

describe('a term', () => {
  it.each([
    ['recon', 'the client reconnects', true],
    ['connect', 'the client reconnects', false],
    ['4.6.1', 'v4.6.1', true],
    ['4.6.1', '4.6.12', true],
    ['4.6.1', '14.6.1', false],
    ['ERR_TIMEOUT', 'failed with err-timeout(5)', true],
    ['ERR_TIMEOUT', 'ERR_ROOM_TIMEOUT', false],
    ['-10008', 'code=-10008,', true],
    ['0008', '-10008', false],
    ['丢失', '登录后消息丢失了', true],
    ['息丢', '消息丢失', true],
    ['失丢', '消息丢失', false],
    ['SDK', '进房sdk升级', true],
    ['进房', 'SDK进房失败', true],
    ['メッセージ', 'メッセージが消えた', true],
    ['セージ', 'メッセージが消えた', true],
    ['지연', '음성지연', true],
    ['หาย', 'ข้อความหาย', true],
    ['ＳＤＫ', 'sdk 4', true],
    ['ﬁle', 'filer', true],
    ['co\u200boperate', 'cooperate', true],
    ['café', 'CAFE\u0301S', true],
    ['𝐬dk', 'SDK', true],
  ])('%s in %s: %s', (term, field, expected) => {
    expect(finds(term, field)).toBe(expected)
  })

  it('that was quoted is found as a whole word only', () => {
    expect(finds('recon', 'it reconnects', true)).toBe(false)
    expect(finds('recon', 'recon 5', true)).toBe(true)
    expect(finds('4.6.1', '4.6.12', true)).toBe(false)
    expect(finds('4.6.1', 'v4.6.1-rc', true)).toBe(true)
    expect(finds('丢失', '消息丢失了', true)).toBe(true)
    expect(finds('voice', 'voice2', true)).toBe(true)
  })

  it('is found at its second place when the first is inside a word', () => {
    expect(finds('port', 'support port')).toBe(true)
    expect(finds('aa', 'baa aa')).toBe(true)
  })
})

describe('forms', () => {
  it('are the same when made twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        expect(normalForm(normalForm(text))).toBe(normalForm(text))
        expect(cleanForm(cleanForm(text))).toBe(cleanForm(text))
      }),
    )
  })

  it('of a text contain every word of it as a term', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        for (const word of normalForm(text).split(' ').filter(Boolean)) expect(finds(word, text)).toBe(true)
      }),
    )
  })
})
