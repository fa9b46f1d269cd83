'use client'
import { type ComponentType, useReducer } from 'react'

/**
 * Makes a hook for a part of a screen that is loaded at its first use, such as what a button opens: its code is not part
 * of the page's first visit. The hook returns the part, null until it is loaded, and a function that loads it: call that
 * when the pointer or the focus arrives, and again with `onMissing` when the part is wanted. Loading is tried again after
 * it failed, for example without a connection; until then the screen stays as it is.
 */
export function onDemand<P>(load: () => Promise<ComponentType<P>>) {
  let loaded: ComponentType<P> | null = null
  let loading: Promise<ComponentType<P>> | null = null
  const start = () => {
    loading ??= load().then(
      (part) => (loaded = part),
      (error: unknown) => {
        loading = null
        throw error
      },
    )
    return loading
  }
  return function usePart(): [ComponentType<P> | null, (onMissing?: () => void) => void] {
    const [, draw] = useReducer((times: number) => times + 1, 0)
    const prepare = (onMissing?: () => void) => {
      if (loaded) return
      start().then(
        () => draw(),
        () => onMissing?.(),
      )
    }
    return [loaded, prepare]
  }
}
