// cspell:ignore custmer
import { describe, expect, it } from 'vitest'
import { bodyFor, fillMacro, macroVariables, unknownVariables } from './rules'

const values = {
  customer: 'Mei',
  engineer: 'Ana',
  reference: 'ACME-7',
  subject: 'No {sound}',
  organisation: 'Acme',
  product: 'voice call',
  scenario: 'meeting',
  sdk: '',
  severity: 'S2',
}
const fill = (text: string) => fillMacro(text, values, (name) => `name of ${name}`)

describe('a macro', () => {
  it.each([
    ['Hello {customer}, this is {engineer}.', 'Hello Mei, this is Ana.'],
    ['{reference} {reference}', 'ACME-7 ACME-7'],
    ['About “{subject}” by {organisation}', 'About “No {sound}” by Acme'],
    ['You run {sdk} in a {scenario}.', 'You run [name of sdk] in a meeting.'],
    ['{severity}：{product}', 'S2：voice call'],
    ['const a = { b: 1 }; f({})', 'const a = { b: 1 }; f({})'],
    ['{ customer } {Customer} {unknown}', '{ customer } {Customer} {unknown}'],
    ['', ''],
  ])('reads "%s"', (text, expected) => {
    expect(fill(text)).toBe(expected)
  })

  it.each([
    [macroVariables.map((name) => `{${name}}`).join(), []],
    ['Hello {custmer}, {custmer} and {客户}', ['custmer', '客户']],
    ['if (a) { return } and {"key": 1} and ${price}', ['price']],
    ['{}{ }{a b}', []],
  ])('with "%s" names its unknown variables', (text, expected) => {
    expect(unknownVariables(text)).toEqual(expected)
  })

  it('is inserted in the language of the customer, or in the other one when it has no such text', () => {
    const both = { en: 'Hello', 'zh-CN': '您好' }
    expect(bodyFor(both, 'zh-CN')).toEqual({ locale: 'zh-CN', text: '您好' })
    expect(bodyFor(both, 'en')).toEqual({ locale: 'en', text: 'Hello' })
    expect(bodyFor({ ...both, 'zh-CN': '' }, 'zh-CN')).toEqual({ locale: 'en', text: 'Hello' })
    expect(bodyFor({ ...both, en: '' }, 'en')).toEqual({ locale: 'zh-CN', text: '您好' })
  })
})
