'use client'
import { useEffect, useRef } from 'react'
import { sameSettings } from './settings-draft'
import { type Settings, type SettingsOptions, useSettings } from './use-settings'

/** `useSettings` for a form whose fields belong to Mantine's `useForm`: both always hold the same values. */
export function useFormDraft<V>(
  form: { values: V; setValues: (values: V) => void },
  options: SettingsOptions<V>,
): Settings<V> {
  const settings = useSettings(options)
  const shared = useRef(settings.values)
  const { values, setValues } = settings
  const latest = useRef(form)
  latest.current = form
  useEffect(() => {
    // Restored, taken over or discarded: the fields follow. Else the fields were typed in: the draft follows.
    if (!sameSettings(values, shared.current)) {
      shared.current = values
      latest.current.setValues(values)
    } else if (!sameSettings(form.values, shared.current)) {
      shared.current = form.values
      setValues(form.values)
    }
  }, [form.values, setValues, values])
  return settings
}
