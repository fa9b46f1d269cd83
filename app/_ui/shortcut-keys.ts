/**
 * The part of a key event that decides whether it is a shortcut. A key pressed during an IME composition belongs to the
 * composition, and Enter or Space on a link, button or menu item belongs to that element.
 */
export interface KeyPress {
  key: string
  keyCode?: number
  isComposing?: boolean
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
  defaultPrevented?: boolean
}

/** Tells whether an IME is composing. Safari ends the composition before the keydown, which then has keyCode 229. */
export function isComposing(event: KeyPress | { nativeEvent: KeyPress }): boolean {
  const press = 'nativeEvent' in event ? event.nativeEvent : event
  return press.isComposing === true || press.keyCode === 229
}

/** Tells whether a key event is the Send shortcut: Ctrl+Enter or Cmd+Enter outside a composition. */
export const isSendShortcut = (event: KeyPress & { nativeEvent?: KeyPress }): boolean =>
  event.key === 'Enter' && (event.metaKey || event.ctrlKey) && !isComposing(event.nativeEvent ?? event)

/** What kind of element has the focus, as far as shortcuts are concerned. */
export type FocusKind = 'nothing' | 'text' | 'control'

const textFields =
  'input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable=true]'
const controls =
  'a[href], button, summary, input, [role=button], [role=link], [role=menuitem], [role=option], [role=tab]'

/** @param target the element that received the key */
export function focusKindOf(target: { closest(selector: string): unknown } | null): FocusKind {
  if (target?.closest(textFields)) return 'text'
  return target?.closest(controls) ? 'control' : 'nothing'
}

/**
 * Returns the handler's name for a key, or null. A name is a key (`j`, `.`, `Enter`) with `mod+` before it for Ctrl or
 * Cmd. Plain keys are ignored in text fields; Enter and Space are also ignored on a control, which they activate.
 */
export function shortcutOf(press: KeyPress, focus: FocusKind): string | null {
  if (isComposing(press) || press.defaultPrevented || press.altKey) return null
  const key = press.key.length === 1 ? press.key.toLowerCase() : press.key
  if (press.metaKey || press.ctrlKey) return `mod+${key}`
  if (focus === 'text') return null
  if (focus === 'control' && (key === 'Enter' || key === ' ')) return null
  return key
}
