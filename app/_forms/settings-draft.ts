import { draftKey, type DraftStorage } from './draft-store'

/** Settings that are being edited, kept in this browser: what was typed, and what the form was drawn from. */
export interface SettingsDraft<V> {
  /** The id of what a new form makes; the same after a reload, so that a retry makes it once. */
  clientKey: string
  values: V
  base: { values: V; revision: string | null }
  /** Epoch milliseconds of this browser's clock; for display only. */
  savedAt: number
}

/** Whether a stored value can stand where `model` stands: the same kind of value, and for objects the same keys. */
export function fits(value: unknown, model: unknown): boolean {
  if (model === null || value === null) return true
  if (Array.isArray(model) || Array.isArray(value)) return Array.isArray(model) && Array.isArray(value)
  if (typeof value !== typeof model) return false
  if (typeof model !== 'object') return true
  return Object.entries(model).every(
    ([key, inner]) =>
      inner === undefined || (key in (value as object) && fits((value as Record<string, unknown>)[key], inner)),
  )
}

export const settingsKey = (userId: string, form: string, about: string): string =>
  draftKey({ userId, form: `settings-${form}`, about })

/** Reads a draft; one that is damaged or that another release wrote differently counts as none. */
export function readSettingsDraft<V>(
  storage: Pick<DraftStorage, 'getItem'>,
  key: string,
  model: V,
): SettingsDraft<V> | null {
  try {
    const draft: unknown = JSON.parse(storage.getItem(key) ?? 'null')
    const shape = { clientKey: '', values: model, base: { values: model, revision: null }, savedAt: 0 }
    return draft !== null && fits(draft, shape) ? (draft as SettingsDraft<V>) : null
  } catch {
    return null
  }
}

export const sameSettings = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** One line of what somebody else changed. */
export interface SettingsChange {
  label: string
  before: string
  after: string
}

/** What differs between two states, each described as label and text, in the order of the form. */
export function changesBetween(
  before: readonly (readonly [string, string])[],
  after: readonly (readonly [string, string])[],
): SettingsChange[] {
  const was = new Map(before)
  const is = new Map(after)
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((label) => {
    const [from, to] = [was.get(label) ?? '', is.get(label) ?? '']
    return from === to ? [] : [{ label, before: from, after: to }]
  })
}
