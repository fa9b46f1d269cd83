import { describe, expect, test } from 'vitest'
import { contentTypeOf, shownInline } from './file-types'

describe('what a file is', () => {
  test.each([
    ['image/png', 'image/png', 'image/png'],
    ['image/jpeg', 'image/png', 'image/png'],
    ['image/png', 'application/x-msdownload', null],
    ['image/png', null, null],
    ['application/pdf', 'application/zip', null],
    ['text/plain', null, 'text/plain'],
    ['text/plain', 'application/x-elf', null],
    ['text/html', null, 'application/octet-stream'],
    ['image/svg+xml', null, 'application/octet-stream'],
    ['', 'application/gzip', 'application/octet-stream'],
    ['', 'image/webp', 'image/webp'],
  ])('claimed %s, sniffed %s → %s', (claimed, sniffed, kept) => {
    expect(contentTypeOf(claimed, sniffed)).toBe(kept)
  })
  test('only pictures are shown in place', () => {
    expect(shownInline('image/png')).toBe(true)
    expect(shownInline('image/svg+xml')).toBe(false)
    expect(shownInline('application/pdf')).toBe(false)
  })
})
