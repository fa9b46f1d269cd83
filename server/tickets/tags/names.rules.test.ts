// cspell:ignore ｌａｕｎｃｈ unch
import { describe, expect, it } from 'vitest'
import { changedTags, mayHaveTags, tagKey } from './names.rules'
import { tagName } from './schema'

describe('the name of a tag', () => {
  it.each([
    ['  launch  day ', 'launch day'],
    ['ＶＩＰ', 'VIP'],
    ['la\u200bunch\u00ad', 'launch'],
    ['发布日', '发布日'],
    ['x'.repeat(40), 'x'.repeat(40)],
  ])('%j is kept as %j', (written, kept) => {
    expect(tagName.parse(written)).toBe(kept)
  })

  it.each([
    ['', 'required'],
    ['\u200b \u00ad', 'required'],
    ['x'.repeat(41), 'textTooLong'],
    ['㍿'.repeat(11), 'textTooLong'],
    ['a,b', 'tagCharacters'],
    ['a，b', 'tagCharacters'],
    ['say "no"', 'tagCharacters'],
    ['说“不”', 'tagCharacters'],
  ])('%j is refused with %s', (written, reason) => {
    expect(tagName.safeParse(written).error?.issues[0]?.message).toBe(reason)
  })

  it('is the same tag in any letter case and width', () => {
    expect(tagKey('Launch')).toBe(tagKey('ｌａｕｎｃｈ'))
    expect(tagKey('launch')).not.toBe(tagKey('launch day'))
  })
})

describe('a change of tags', () => {
  const spelt = new Map([['launch', 'Launch']])
  it.each([
    ['adds in the spelling that is known', ['a'], { add: ['LAUNCH'], remove: [] }, ['a', 'Launch'], ['Launch'], []],
    ['adds nothing twice', ['Launch'], { add: ['launch', 'LAUNCH'], remove: [] }, ['Launch'], [], []],
    ['removes in any letter case', ['a', 'Launch'], { add: [], remove: ['lauNCH', 'b'] }, ['a'], [], ['Launch']],
    ['adds what is also to be removed', [], { add: ['b'], remove: ['B'] }, ['b'], ['b'], []],
    ['keeps what is also to be removed', ['b'], { add: ['b'], remove: ['B'] }, ['b'], [], []],
  ])('%s', (_, before, change, tags, added, removed) => {
    expect(changedTags(before, change, spelt)).toEqual({ tags, added, removed })
  })

  it('is refused beyond twenty tags, but a ticket that has more can lose some', () => {
    const twenty = Array.from({ length: 20 }, (_, index) => `t${index}`)
    expect(mayHaveTags(changedTags(twenty, { add: ['more'], remove: [] }))).toMatchObject({ reason: 'tooManyTags' })
    expect(mayHaveTags(changedTags(twenty, { add: ['more'], remove: ['t3'] }))).toBeNull()
    expect(mayHaveTags(changedTags([...twenty, 'a', 'b'], { add: [], remove: ['a'] }))).toBeNull()
  })
})
