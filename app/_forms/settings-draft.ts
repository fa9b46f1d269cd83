import { draftKey, type DraftStorage } from './draft-store'

/**
 * Settings that are being edited, kept in this browser: what was typed, and the state that the form was loaded with.
 */
export interface SettingsDraft<V> {
  /** The id of the row that a new form creates; the same after a reload, so that a retry creates it only once. */
  clientKey: string
  values: V
  base: { values: V; revision: string | null }
  /** Epoch milliseconds of this browser's clock; for display only. */
  savedAt: number
}

/** Tells whether a stored value has the same shape as `model`: the same type, and for objects the same keys. */
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

/** Reads a draft; null when it is damaged or was written in another release's format. */
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

/** One field that somebody else has changed. */
export interface SettingsChange {
  label: string
  before: string
  after: string
}

/** Returns the differences between two states, each given as pairs of label and text, in the order of the form. */
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
