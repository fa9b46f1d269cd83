import { describe, expect, test } from 'vitest'
import { focusKindOf, isSendShortcut, type KeyPress, shortcutOf } from './shortcut-keys'

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
})

describe('a key during an IME composition', () => {
  test.each([{ isComposing: true }, { keyCode: 229 }])(
    'never sends the text and never triggers a shortcut (%o)',
    (composing) => {
      expect(isSendShortcut(press('Enter', { ctrlKey: true, ...composing }))).toBe(false)
      for (const key of ['j', 'k', '.', 'Enter']) expect(shortcutOf(press(key, composing), 'nothing')).toBeNull()
      expect(shortcutOf(press('k', { ctrlKey: true, ...composing }), 'nothing')).toBeNull()
    },
  )
  test('is taken from the native event of a React event', () => {
    const native = press('Enter', { ctrlKey: true, isComposing: true })
    expect(isSendShortcut({ ...press('Enter', { ctrlKey: true }), nativeEvent: native })).toBe(false)
    expect(isSendShortcut({ ...press('Enter', { ctrlKey: true }), nativeEvent: press('Enter') })).toBe(true)
  })
})

describe('a shortcut', () => {
  test('does not act on an element other than the focused one', () => {
    expect(shortcutOf(press('Enter'), 'control')).toBeNull()
    expect(shortcutOf(press('Enter'), 'nothing')).toBe('Enter')
    expect(shortcutOf(press('j'), 'control')).toBe('j')
  })
  test('is an ordinary letter while somebody types', () => {
    expect(shortcutOf(press('j'), 'text')).toBeNull()
    expect(shortcutOf(press('k', { metaKey: true }), 'text')).toBe('mod+k')
  })
  test('recognises which kind of element has the focus', () => {
    const inside = (...parts: string[]) => ({
      closest: (selector: string) => (selector.split(', ').some((one) => parts.includes(one)) ? {} : null),
    })
    expect(focusKindOf(inside('textarea'))).toBe('text')
    expect(focusKindOf(inside('a[href]'))).toBe('control')
    expect(focusKindOf(inside('main'))).toBe('nothing')
    expect(focusKindOf(null)).toBe('nothing')
  })
})
