import { describe, expect, it } from 'vitest'
import { mayApply, revisionOf } from './revision'

describe('a revision', () => {
  it('is the same for the same content, whatever the order of its keys', () =>
    expect(revisionOf({ b: [1, { d: 2, c: 3 }], a: null, z: undefined })).toBe(
      revisionOf({ a: null, b: [1, { c: 3, d: 2 }] }),
    ))
  it('differs with the order of a list', () => expect(revisionOf(['a', 'b'])).not.toBe(revisionOf(['b', 'a'])))
})

describe('a save', () => {
  const first = { name: 'A' }
  it('is applied when nothing has changed since its form was rendered', () =>
    expect(mayApply(first, { name: 'B' }, revisionOf(first))).toBe(true))
  it('is refused when somebody else has saved in the meantime', () =>
    expect(() => mayApply({ name: 'C' }, { name: 'B' }, revisionOf(first))).toThrow(/staleSettings/))
  it('that was already applied is neither refused nor written again', () =>
    expect(mayApply({ name: 'B' }, { name: 'B' }, revisionOf(first))).toBe(false))
})
