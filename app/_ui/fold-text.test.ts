import { expect, test } from 'vitest'
import { foldedText } from './fold-text'

test('a text of ordinary length is shown in full', () => {
  expect(foldedText('It works again.\n'.repeat(20))).toBeNull()
  expect(foldedText('x'.repeat(3_100))).toBeNull()
})
test('a long log is folded at the end of a line', () => {
  const log = Array.from({ length: 400 }, (_, index) => `line ${index}`).join('\n')
  const folded = foldedText(log)!
  expect(log.startsWith(`${folded}\n`)).toBe(true)
  expect(folded.split('\n').length).toBeLessThanOrEqual(60)
})
test('a long line is folded without cutting a character in half', () => {
  const folded = foldedText(`x${'😀'.repeat(10_000)}`)!
  expect(folded.length).toBeLessThanOrEqual(3_000)
  expect(/\p{Surrogate}/u.test(folded)).toBe(false)
})
