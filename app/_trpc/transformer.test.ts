import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeInput } from './transformer'
import { DomainError } from '@/server/infra/errors'
import { inputBounds } from '@/server/infra/input/bounded-json'
import { readInput } from '@/server/infra/input/input-transformer'

const overHttp = (value: unknown): unknown => readInput(JSON.parse(JSON.stringify(writeInput(value))))
const reasonOf = (raw: unknown): string => {
  try {
    readInput(raw)
    return 'taken'
  } catch (error) {
    if (error instanceof DomainError) return `${error.code} ${error.reason}`
    throw error
  }
}

describe('what a form sends', () => {
  const at = new Date('2026-11-27T02:00:00Z')
  it.each([
    ['nothing', undefined],
    ['a text', 'a'],
    ['a date', at],
    [
      'dates and gaps inside',
      { 'a.b\\c': at, list: [at, undefined, { deep: at }], none: undefined, zero: 0, no: null },
    ],
  ])('arrives as it was: %s', (_what, value) => {
    expect(overHttp(value)).toEqual(value)
  })

  it('arrives complete when it contains the same object twice', () => {
    const shared = { at }
    expect(overHttp({ a: shared, b: shared, days: [at, at] })).toEqual({ a: { at }, b: { at }, days: [at, at] })
  })

  it('arrives as it was, whatever its keys', () => {
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant(at))
    const value = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(
          fc.string({ maxLength: 6 }).filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key)),
          tie('tree'),
          { maxKeys: 4, noNullPrototype: true },
        ),
      ),
    })).tree
    fc.assert(
      fc.property(value, (input) => {
        expect(overHttp(input)).toEqual(input)
      }),
    )
  })
})

describe('the sender of an input never chooses its type', () => {
  const annotations = [
    ['typed-array', 'Uint8Array'],
    ['typed-array', 'Float64Array'],
    'map',
    'set',
    'regexp',
    'bigint',
    'number',
    'Error',
    'URL',
    ['class', 'Date'],
    ['custom', 'x'],
    ['symbol', 'x'],
    ['Date'],
    'Dat',
    'constructor',
    null,
    {},
  ]
  it.each(annotations.map((one) => [JSON.stringify(one), one] as const))('%s is refused', (_what, annotation) => {
    expect(reasonOf({ json: 20_000_000, meta: { values: [annotation] } })).toBe('INVALID invalid')
    expect(reasonOf({ json: { a: 20_000_000 }, meta: { values: { a: [annotation] } } })).toBe('INVALID invalid')
  })

  it.each([
    ['an inner annotation', { json: {}, meta: { values: ['Date', { a: ['Date'] }] } }],
    ['an invalid date', { json: 'soon', meta: { values: ['Date'] } }],
    ['a date given as a number', { json: 1, meta: { values: ['Date'] } }],
    ['references', { json: { a: {}, b: null }, meta: { referentialEqualities: { a: ['b'] } } }],
    ['an empty list of references', { json: {}, meta: { referentialEqualities: {} } }],
    ['a path that does not exist', { json: {}, meta: { values: { 'a.b': ['Date'] } } }],
    ['a path into a text', { json: { a: 'text' }, meta: { values: { 'a.length': ['undefined'] } } }],
    ['the length of a list', { json: { a: [1] }, meta: { values: { 'a.length': ['undefined'] } } }],
    ['the prototype', { json: {}, meta: { values: { '__proto__.x': ['undefined'] } } }],
    ['a wrong escape', { json: { a: 1 }, meta: { values: { '\\a': ['undefined'] } } }],
    ['no envelope', 'text'],
    ['a list as envelope', []],
    ['annotations given as text', { json: 1, meta: { values: 'Date' } }],
  ])('%s is refused', (_what, raw) => {
    expect(reasonOf(raw)).toBe('INVALID invalid')
  })

  it('more annotations than any form has are refused before one is applied', () => {
    const many = inputBounds.annotations + 1
    const json = Array.from({ length: many }, () => '2026-11-27T02:00:00Z')
    const values = Object.fromEntries(json.map((_, index) => [index, ['Date']]))
    expect(reasonOf({ json, meta: { values } })).toBe('INVALID inputTooComplex')
    expect(reasonOf({ json: {}, meta: { values: { ['a.'.repeat(500)]: ['Date'] } } })).toBe('INVALID inputTooComplex')
  })
})
