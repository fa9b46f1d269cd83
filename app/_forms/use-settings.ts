'use client'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useViewer } from '@/app/_ui/viewer-context'
import {
  changesBetween,
  readSettingsDraft,
  sameSettings,
  type SettingsChange,
  type SettingsDraft,
  settingsKey,
} from './settings-draft'

const saveAfterMs = 300

export interface SettingsOptions<V> {
  /** The form, and the id of what it edits; `new` for something that does not exist yet. */
  form: string
  about: string
  /** The stored values, or those of the blank form; plain JSON. */
  current: V
  /** Revision of the stored values; null for something that does not exist yet. */
  revision: string | null
  /** Returns the fields as text, to show what somebody else changed. */
  describe: (values: V) => (readonly [label: string, text: string])[]
}

/** A change by somebody else that arrived while this form was being edited. */
export interface SettingsConflict {
  changes: SettingsChange[]
  keepMine: () => void
  takeTheirs: () => void
}

/**
 * The state of a settings form. Typed values survive a reload, Back and a closed tab; leaving the site asks first. A
 * save by somebody else updates an untouched form and is shown beside an edited one.
 */
export function useSettings<V>(options: SettingsOptions<V>) {
  const { form, about, current, revision } = options
  const key = settingsKey(useViewer()?.userId ?? '', form, about)
  const [values, setValues] = useState(current)
  const [base, setBase] = useState<SettingsDraft<V>['base']>({ values: current, revision })
  const [clientKey, setClientKey] = useState('')
  const [restoredAt, setRestoredAt] = useState<number | null>(null)
  const [ready, setReady] = useState(false)
  const ended = useRef(false)
  const isDirty = !sameSettings(values, base.values)

  const latest = useRef({ options, values, base, clientKey })
  latest.current = { options, values, base, clientKey }

  useEffect(() => {
    const draft = readSettingsDraft(window.localStorage, key, latest.current.options.current)
    setClientKey(draft?.clientKey ?? crypto.randomUUID())
    if (draft && !sameSettings(draft.values, latest.current.options.current)) {
      setValues(draft.values)
      setBase(draft.base)
      setRestoredAt(draft.savedAt)
    }
    setReady(true)
  }, [key])

  const store = useCallback(() => {
    const now = latest.current
    try {
      if (ended.current || sameSettings(now.values, now.base.values)) window.localStorage.removeItem(key)
      else {
        const draft = { clientKey: now.clientKey, values: now.values, base: now.base, savedAt: Date.now() }
        window.localStorage.setItem(key, JSON.stringify(draft))
      }
    } catch {
      // The store is full or forbidden; leaving the page still asks first.
    }
  }, [key])
  useEffect(() => {
    if (!ready) return
    const timer = setTimeout(store, saveAfterMs)
    window.addEventListener('pagehide', store)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('pagehide', store)
    }
  }, [ready, store, values, base])
  // Saves when the reader navigates within the application before the pause is over.
  const leave = useRef(() => {})
  leave.current = () => {
    if (ready) store()
  }
  useEffect(() => () => leave.current(), [])

  useEffect(() => {
    if (!isDirty || !ready) return
    const warn = (event: BeforeUnloadEvent) => {
      if (!ended.current) event.preventDefault()
    }
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [isDirty, ready])

  // Somebody saved, perhaps this form itself: adopted unless there are other unsaved changes here.
  const isOther = revision !== base.revision
  if (isOther && (!isDirty || sameSettings(values, current))) {
    setBase({ values: current, revision })
    setValues(current)
  }
  const conflict: SettingsConflict | null =
    isOther && isDirty
      ? {
          changes: changesBetween(options.describe(base.values), options.describe(current)),
          keepMine: () => setBase({ values: current, revision }),
          takeTheirs: () => {
            setBase({ values: current, revision })
            setValues(current)
          },
        }
      : null

  return {
    ready,
    values,
    setValues,
    isDirty,
    /** The revision that a save is based on. */
    basedOn: base.revision,
    /** The id of the row that a new form creates. */
    clientKey,
    /** When the shown values were typed, if they were restored from an earlier visit. */
    restoredAt: isDirty ? restoredAt : null,
    conflict,
    /** Resets the form to the stored values. */
    discard: () => {
      setBase({ values: current, revision })
      setValues(current)
      setRestoredAt(null)
    },
    /** Ends the draft after a successful save that leaves the form. */
    end: () => {
      ended.current = true
      store()
    },
  }
}
export type Settings<V> = ReturnType<typeof useSettings<V>>
