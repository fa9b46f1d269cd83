import { expect, test } from 'vitest'
import { z } from 'zod'
import { contentKey } from './content-key'

const draft = 'c0ffee00-0000-4000-8000-000000000001'

test('the same draft with the same content has one key, whatever the order of its fields', () => {
  expect(contentKey(draft, { body: 'A', kind: 'fix' })).toBe(contentKey(draft, { kind: 'fix', body: 'A' }))
})
test('an edited text, another kind or another file gives a new key', () => {
  const keys = [
    contentKey(draft, { body: 'A', kind: 'fix', files: [] }),
    contentKey(draft, { body: 'A + WARNING', kind: 'fix', files: [] }),
    contentKey(draft, { body: 'A', kind: 'workaround', files: [] }),
    contentKey(draft, { body: 'A', kind: 'fix', files: ['x'] }),
    contentKey('c0ffee00-0000-4000-8000-000000000002', { body: 'A', kind: 'fix', files: [] }),
  ]
  expect(new Set(keys).size).toBe(keys.length)
})
test('a key is a UUID that the server accepts, even for text with a lone surrogate', () => {
  for (const body of ['', 'x', '中文', 'half \ud83d', 'a'.repeat(30_000)])
    expect(z.uuid().safeParse(contentKey(draft, { body })).success).toBe(true)
})
test('a draft of an earlier release keeps its key: fields that were added since count only with another value', () => {
  const earlier = contentKey(draft, { values: { body: 'A' } })
  expect(contentKey(draft, { values: { body: 'A', kept: [], sendAt: null } })).toBe(earlier)
  expect(contentKey(draft, { values: { body: 'A', kept: ['c0ffee'] } })).not.toBe(earlier)
  expect(contentKey(draft, { values: { body: 'A', sendAt: '2026-11-28T09:00:00.000Z' } })).not.toBe(earlier)
})
