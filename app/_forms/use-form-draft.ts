'use client'
import { useEffect, useRef } from 'react'
import { sameSettings } from './settings-draft'
import { type Settings, type SettingsOptions, useSettings } from './use-settings'

/** `useSettings` for a form whose fields belong to Mantine's `useForm`: keeps the values of both equal. */
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
    // If the draft changed (restored, replaced or discarded), the fields are updated. Else the fields changed by
    // typing, and the draft is updated.
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
