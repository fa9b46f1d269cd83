import { describe, expect, it } from 'vitest'
import { fittingPeople, insertMention, mentionAt, names } from './mentions.rules'

describe('a name in a note', () => {
  it.each<[string, string, boolean]>([
    ['@Ana Lim please look', 'Ana Lim', true],
    ['请@林安看一下', '林安', true],
    ['请 @Ana Lim看一下', 'Ana Lim', true],
    ['(@Ana Lim)', 'Ana Lim', true],
    ['@Ana Lima please look', 'Ana Lim', false],
    ['@Ana Lima and @Ana Lim', 'Ana Lim', true],
    ['write to x@Ana Lim', 'Ana Lim', false],
    ['Ana Lim', 'Ana Lim', false],
    ['', 'Ana Lim', false],
  ])('%s mentions %s: %s', (body, name, isMentioned) => {
    expect(names(body, name)).toBe(isMentioned)
  })
})

describe('a mention that is being typed', () => {
  it.each<[string, ReturnType<typeof mentionAt>]>([
    ['@', { at: 0, typed: '' }],
    ['see @an', { at: 4, typed: 'an' }],
    ['see @Ana Li', { at: 4, typed: 'Ana Li' }],
    ['请@林', { at: 1, typed: '林' }],
    ['mail ana@test', null],
    ['@ana\nnext', null],
    ['a price @ 3', null],
    ['no mention', null],
    [`@${'a'.repeat(41)}`, null],
  ])('%j', (text, found) => {
    expect(mentionAt(text, text.length)).toEqual(found)
  })

  it('ends at the caret, not at the end of the text', () => {
    expect(mentionAt('@an and more', 3)).toEqual({ at: 0, typed: 'an' })
  })

  it('becomes the whole name, with one space behind it', () => {
    expect(insertMention('see @an', 7, { at: 4, typed: 'an' }, 'Ana Lim')).toEqual({ text: 'see @Ana Lim ', caret: 13 })
    expect(insertMention('see @an now', 7, { at: 4, typed: 'an' }, 'Ana Lim')).toEqual({
      text: 'see @Ana Lim now',
      caret: 12,
    })
  })

  it('offers people by the beginning of any of their names', () => {
    const people = [{ name: 'Ana Lim' }, { name: 'Bo Anders' }, { name: '林安' }, { name: 'Mia' }]
    expect(fittingPeople(people, 'an').map(({ name }) => name)).toEqual(['Ana Lim', 'Bo Anders'])
    expect(fittingPeople(people, 'Ana L').map(({ name }) => name)).toEqual(['Ana Lim'])
    expect(fittingPeople(people, '林').map(({ name }) => name)).toEqual(['林安'])
    expect(fittingPeople(people, '')).toHaveLength(4)
  })
})
