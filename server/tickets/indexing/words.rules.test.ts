import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isFoundIn, normalForm } from '../search/text.rules'
import { searchedTicket } from '../search/schema'
import { publicWords, questionOf } from './words.rules'

/** Answers a question as the database does: by the stored words, and by the stored text where they do not decide. */
function answers(term: string, quoted: boolean, fields: string[]): boolean {
  const [subject = '', sdkVersion = '', ...bodies] = fields
  const ticket = searchedTicket.parse({
    reference: 'A-1',
    subject,
    sdkVersion,
    messages: bodies.map((body) => ({ body })),
  })
  const stored = publicWords(ticket, { organisationId: 'o', filerId: 'f' })
  const { words, isDecided, text } = questionOf({ text: normalForm(term), quoted })
  const hasWords = words.split(' & ').every((word) => {
    const [, lexeme = '', open] = /^'(.*)'(:\*)?$/.exec(word)!
    return stored.words.some((one) => (open ? one.startsWith(lexeme) : one === lexeme))
  })
  return (hasWords || stored.isLong) && ((isDecided && !stored.isLong) || stored.text.includes(text))
}

it.each([
  ['recon', false, 'it reconnects', true],
  ['recon', true, 'it reconnects', false],
  ['connect', false, 'it reconnects', false],
  ['4.6.1', false, 'v4.6.12', true],
  ['4.6.1', true, 'v4.6.12', false],
  ['4.6.1', false, 'v4.6, then 6.1', false],
  ['v4', false, 'v 4', false],
  ['息', false, '消息丢失', true],
  ['失', false, '消息丢失', true],
  ['消息丢', false, '消息,息丢', false],
  ['SDK进房', false, '用sdk进房', true],
  ['0008', false, '-10008', false],
])('the index decides on %s (quoted: %s) in %s as the pure rule does: %s', (term, quoted, field, expected) => {
  expect(answers(term, quoted, [field])).toBe(expected)
  expect(isFoundIn(normalForm(term), quoted, normalForm(field))).toBe(expected)
})

const parts = fc.constantFrom(
  ...[
    'a',
    'ab',
    'abc',
    'b',
    '4',
    '46',
    '10008',
    '消',
    '息',
    '丢',
    '失',
    'ー',
    'ก',
    ' ',
    '.',
    '-',
    '_',
    'é',
    'e\u0301',
    'ﬁ',
    '①',
    '𝐬',
    '𠮷',
  ],
  'x'.repeat(45),
)
const phrase = fc.array(parts, { maxLength: 8 }).map((some) => some.join(''))

it('the index finds a term in a ticket exactly when one of its fields contains it', () => {
  fc.assert(
    fc.property(phrase, fc.boolean(), fc.array(phrase, { maxLength: 4 }), (term, quoted, fields) => {
      const normal = normalForm(term)
      fc.pre(normal !== '')
      const expected = ['A-1', ...fields].some((field) => isFoundIn(normal, quoted, normalForm(field)))
      expect(answers(term, quoted, fields)).toBe(expected)
    }),
    { numRuns: 1_000 },
  )
})

it('a ticket with more words than the database takes is decided by its text', () => {
  const body = Array.from({ length: 60_000 }, (_, at) => `w${at}q`).join(' ')
  expect(answers('w59999q', true, ['', '', body])).toBe(true)
  expect(answers('w60000q', true, ['', '', body])).toBe(false)
})
