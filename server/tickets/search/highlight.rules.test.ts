import { expect, it } from 'vitest'
import { excerptAround, marksIn } from './highlight.rules'
import { normalForm } from './text.rules'

const marked = (text: string, ...terms: string[]) =>
  marksIn(
    text,
    terms.map((term) => ({ text: normalForm(term), quoted: false })),
  ).map(([from, to]) => text.slice(from, to))

it.each([
  ['登录后消息丢失', ['消息'], ['消息']],
  ['It Reconnects, connects', ['recon'], ['Recon']],
  ['code=ERR_TIMEOUT!', ['err-timeout'], ['ERR_TIMEOUT']],
  ['ＳＤＫ 4.6', ['sdk'], ['ＳＤＫ']],
  ['CAFE\u0301S', ['café'], ['CAFE\u0301']],
  ['lost messages', ['lost', 'lost messages'], ['lost messages']],
  ['𠮷野家', ['野'], ['野']],
  ['nothing', ['else'], []],
])('in %s the search for %j marks %j', (text, terms, expected) => {
  expect(marked(text, ...terms)).toEqual(expected)
})

const needle = [{ text: 'needle', quoted: false }]
const whole = (text: string) => ({ text, begins: true, ends: true })

it('an excerpt is cut around what was found, and its marks are where it is in the excerpt', () => {
  const excerpt = excerptAround(whole(`${'a '.repeat(60)}needle ${'b '.repeat(200)}`), needle)!
  expect(excerpt.text.startsWith('…') && excerpt.text.endsWith('…')).toBe(true)
  expect(excerpt.text.length).toBeLessThan(170)
  expect(excerpt.marks.map(([from, to]) => excerpt.text.slice(from, to))).toEqual(['needle'])
  expect(excerptAround(whole('nothing'), needle)).toBe(null)
})

it('an excerpt of a passage says that more is around it, and takes no end of a word for a word', () => {
  expect(excerptAround({ text: 'of a needle', begins: false, ends: false }, needle)).toEqual({
    text: '…a needle…',
    marks: [[3, 9]],
  })
  expect(excerptAround({ text: 'needle in hay', begins: false, ends: true }, needle)).toBe(null)
})
