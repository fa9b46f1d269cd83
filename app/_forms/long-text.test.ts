import { expect, test } from 'vitest'
import { afterPaste, charactersBeyond, pastedName } from './long-text'

test('a paste replaces the selection', () => expect(afterPaste('abcdef', 2, 4, 'XY')).toBe('abXYef'))
test.each([
  ['fits', 'a'.repeat(10), 10, 0],
  ['is a log of 600 kB', 'x'.repeat(600_000), 20_000, 580_000],
  ['fits although its emoji have many units', '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}'.repeat(10), 10, 0],
])('a text that %s', (_, text, limit, beyond) => expect(charactersBeyond(text, limit)).toBe(beyond))
test('a pasted file is named by the time of day in the reader’s zone', () => {
  const at = new Date('2026-11-26T23:55:00Z')
  expect(pastedName(at, 'Asia/Shanghai', 'screenshot', 'png')).toBe('screenshot-0755.png')
  expect(pastedName(at, 'UTC', 'pasted', 'txt')).toBe('pasted-2355.txt')
})
