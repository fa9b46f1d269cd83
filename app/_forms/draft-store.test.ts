import { describe, expect, test } from 'vitest'
import { fieldOf, isText } from '@/app/_ui/field-of'
import { type Draft, draftKey, type DraftStorage, readDraft, writeDraft } from './draft-store'

interface Values {
  kind: string
  body: string
  then: string
}
const values = (stored: unknown): Values | null => {
  const [kind, body, then] = ['kind', 'body', 'then'].map((name) => fieldOf(stored, name))
  return isText(kind) && isText(body) && isText(then) ? { kind, body, then } : null
}
const key = draftKey({ userId: 'u1', form: 'reply', about: 'ACME-1' })

const memory = (): DraftStorage & { all: Map<string, string> } => {
  const all = new Map<string, string>()
  return {
    all,
    getItem: (name) => all.get(name) ?? null,
    setItem: (name, value) => void all.set(name, value),
    removeItem: (name) => void all.delete(name),
  }
}
const draft = (body: string, over: Partial<Draft<Values>> = {}): Draft<Values> => ({
  id: 'c0ffee00-0000-4000-8000-000000000001',
  revision: 0,
  savedAt: 1,
  basedOn: 3,
  attempt: null,
  aside: [],
  server: 0,
  isSaved: false,
  attachments: [{ id: 'f1', fileName: 'log.txt', contentType: 'text/plain', size: 5 }],
  values: { kind: 'workaround', body, then: 'resolved' },
  ...over,
})

describe('a draft', () => {
  test('is restored with all its fields and files', () => {
    const storage = memory()
    writeDraft(storage, key, values, draft('Restart'), null)
    expect(readDraft(storage, key, values)).toEqual({ ...draft('Restart'), revision: 1 })
  })
  test('of one person, ticket or audience is never shown for another', () => {
    const one = { userId: 'u1', form: 'note', about: 'ACME-1' }
    const keys = [one, { ...one, userId: 'u2' }, { ...one, form: 'reply' }, { ...one, about: 'ACME-11' }].map(draftKey)
    expect(new Set(keys).size).toBe(4)
  })
  test('that is damaged or lacks a field of this release is ignored', () => {
    const storage = memory()
    for (const text of ['{', '{}', JSON.stringify({ ...draft('x'), values: { body: 'x' } })]) {
      storage.all.set(key, text)
      expect(readDraft(storage, key, values)).toBeNull()
    }
  })
})

describe('two tabs with one draft', () => {
  test("never overwrite each other: the other tab's text is set aside", () => {
    const storage = memory()
    const first = writeDraft(storage, key, values, draft('from tab one'), null)
    // Tab two had read nothing yet and writes its own words.
    const second = writeDraft(storage, key, values, draft('from tab two'), null)
    expect(second.aside.map((each) => each.values.body)).toEqual(['from tab one'])
    expect(second.revision).toBeGreaterThan(first.revision)
    expect(readDraft(storage, key, values)?.values.body).toBe('from tab two')
  })
  test('set nothing aside when the second continues the text of the first', () => {
    const storage = memory()
    const first = writeDraft(storage, key, values, draft('A'), null)
    const second = writeDraft(storage, key, values, { ...first, values: { ...first.values, body: 'AB' } }, first)
    expect(second.aside).toEqual([])
  })
  test('do not lose the text set aside when the tab that did not know of it saves next', () => {
    const storage = memory()
    const first = writeDraft(storage, key, values, draft('one'), null)
    writeDraft(storage, key, values, draft('two'), null)
    const third = writeDraft(storage, key, values, { ...first, values: { ...first.values, body: 'one more' } }, first)
    expect(third.aside.map((each) => each.values.body)).toEqual(['two', 'one'])
  })
})
