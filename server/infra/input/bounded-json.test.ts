import { describe, expect, it } from 'vitest'
import { findText, inputBounds, parseBoundedJson } from './bounded-json'

const nested = (open: string, close: string, levels: number) => open.repeat(levels) + close.repeat(levels)

describe('the text of a request', () => {
  it('is parsed up to its limits', () => {
    expect(parseBoundedJson('{"a":"[[[,,,{{{\\"[[["}')).toEqual({ a: '[[[,,,{{{"[[[' })
    expect(() => parseBoundedJson(nested('[', ']', inputBounds.depth))).not.toThrow()
    const full = `[${Array.from({ length: inputBounds.nodes - 2 }, () => 1).join(',')}]`
    expect(parseBoundedJson(full)).toHaveLength(inputBounds.nodes - 2)
  })
  it.each([
    ['deeper lists', nested('[', ']', inputBounds.depth + 1)],
    ['deeper objects', nested('{"a":', '}', inputBounds.depth + 1)],
    ['lists that never end', '['.repeat(200_000)],
    ['more values', `[${'1,'.repeat(inputBounds.nodes)}1]`],
    ['more keys', `{${Array.from({ length: inputBounds.nodes + 1 }, (_, at) => `"${at}":1`).join(',')}}`],
  ])('is refused beyond them without being parsed: %s', (_what, text) => {
    expect(() => parseBoundedJson(text)).toThrow('inputTooComplex')
  })
  it('is refused when it is not JSON', () => {
    for (const text of ['', '{', 'undefined', '{"a":}', '"'])
      expect(() => parseBoundedJson(text)).toThrow('INVALID: invalid')
  })
})

describe('a text inside an input', () => {
  const isX = (text: string) => text === 'x'
  it('is found with its path, keys included', () => {
    expect(findText({ a: [{ b: 'x' }] }, isX)).toBe('a.0.b')
    expect(findText({ a: { x: 1 } }, isX)).toBe('a')
    expect(findText('x', isX)).toBe('')
    expect(findText({ a: [1, null, undefined, new Date(0), true] }, isX)).toBeNull()
  })
  it('is the first one in the order of the text', () => {
    expect(findText({ a: ['ok', 'x'], b: 'x' }, isX)).toBe('a.1')
  })
  it('is not searched for in other than plain values, nor beyond the limits', () => {
    expect(findText({ a: new Uint8Array(1_000_000) }, isX)).toBeNull()
    let deep: unknown = 'x'
    for (let level = 0; level < 100_000; level += 1) deep = { deep }
    expect(() => findText(deep, isX)).toThrow('inputTooComplex')
    expect(() => findText(Array.from({ length: 1_000_000 }), isX)).toThrow('inputTooComplex')
  })
})
