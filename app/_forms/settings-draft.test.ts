import { describe, expect, test } from 'vitest'
import { changesBetween, fits, readSettingsDraft } from './settings-draft'

describe('a draft of settings', () => {
  const model = { name: '', steps: [] as number[], team: null as string | null, rest: { a: 1 } }
  const draft = {
    clientKey: 'k',
    values: { ...model, name: 'New' },
    base: { values: model, revision: 'r' },
    savedAt: 5,
  }
  const storage = (value: unknown) => ({ getItem: () => JSON.stringify(value) })
  test('is restored completely after a reload', () =>
    expect(readSettingsDraft(storage(draft), 'k', model)).toEqual(draft))
  test.each([
    ['lacks a field of this release', { ...draft, values: { name: 'New' } }],
    ['has another kind of value', { ...draft, values: { ...model, steps: 'x' } }],
    ['is not a draft', 7],
  ])('that %s is ignored', (_, value) => expect(readSettingsDraft(storage(value), 'k', model)).toBeNull())
  test('is ignored when the storage is damaged', () =>
    expect(readSettingsDraft({ getItem: () => '{' }, 'k', model)).toBeNull())
  test('may hold a value where there was none', () => expect(fits({ ...model, team: 'x' }, model)).toBe(true))
})

test("a colleague's change is listed field by field", () => {
  const before = [
    ['Name', 'A'],
    ['Order', 'Ana, Bo'],
    ['Zone', 'UTC'],
  ] as const
  const after = [
    ['Name', 'A'],
    ['Order', 'Bo, Ana'],
    ['Layer 2', 'Cai'],
    ['Zone', 'UTC'],
  ] as const
  expect(changesBetween(before, after)).toEqual([
    { label: 'Order', before: 'Ana, Bo', after: 'Bo, Ana' },
    { label: 'Layer 2', before: '', after: 'Cai' },
  ])
})
