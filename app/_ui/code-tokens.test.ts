import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeTokens } from './code-tokens'

const kinds = (code: string, language: string) =>
  codeTokens(code, language)
    .filter((token) => token.kind !== null)
    .map((token) => [token.kind, token.text])

describe('a code block', () => {
  it('is highlighted in its language', () => {
    expect(kinds('const a = "x" // note', 'ts')).toEqual([
      ['keyword', 'const'],
      ['string', '"x"'],
      ['comment', '// note'],
    ])
    expect(kinds('def f():  # note\n    return 0x1F', 'python')).toEqual([
      ['keyword', 'def'],
      ['comment', '# note'],
      ['keyword', 'return'],
      ['number', '0x1F'],
    ])
    expect(kinds("SELECT 1 -- one's own", 'sql')).toEqual([
      ['keyword', 'SELECT'],
      ['number', '1'],
      ['comment', "-- one's own"],
    ])
  })

  it('of an unknown language, such as a log, stays plain', () => {
    expect(codeTokens("can't connect: error 17", 'log')).toEqual([{ kind: null, text: "can't connect: error 17" }])
    expect(codeTokens('x', '')).toEqual([{ kind: null, text: 'x' }])
  })

  it('never loses or changes a character, even with unclosed strings and comments', () => {
    const odd = fc.stringMatching(/^[/*"'`#\-\\ \na1]*$/)
    fc.assert(
      fc.property(fc.oneof(fc.string(), odd), fc.constantFrom('js', 'py', 'sql', 'log'), (code, language) => {
        const whole = codeTokens(code, language)
          .map((token) => token.text)
          .join('')
        return whole === code
      }),
    )
  })
})
