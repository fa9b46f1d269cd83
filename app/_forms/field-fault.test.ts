import { expect, test } from 'vitest'
import { faultOf } from './field-fault'

const fine = {
  valid: true,
  valueMissing: false,
  typeMismatch: false,
  tooShort: false,
  patternMismatch: false,
  badInput: false,
  rangeUnderflow: false,
}
const broken = (name: keyof typeof fine) => ({ ...fine, valid: false, [name]: true })

test.each([
  ['an empty required field', broken('valueMissing'), { type: 'text', value: '', required: true }, 'required'],
  ['a required field of spaces', fine, { type: 'text', value: '  ', required: true }, 'required'],
  [
    'an incomplete mail address',
    broken('typeMismatch'),
    { type: 'email', value: 'ana@', required: true },
    'invalidEmail',
  ],
  ['a short password', broken('tooShort'), { type: 'password', value: 'x', required: true }, 'textTooShort'],
  ['an invalid time', broken('badInput'), { type: 'time', value: '', required: false }, 'invalidValue'],
  ['a filled field', fine, { type: 'text', value: 'Ana', required: true }, null],
  ['an empty optional field', fine, { type: 'text', value: '', required: false }, null],
])('%s is reported in our own words', (_, validity, field, reason) =>
  expect(faultOf(validity, field)?.reason ?? null).toBe(reason),
)
