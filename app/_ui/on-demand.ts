'use client'
import { type ComponentType, type RefObject, useEffect, useReducer, useRef, useState } from 'react'

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

/** What a person does first on a page; a screen is drawn and hydrated before. */
const firstUses = ['pointerdown', 'keydown', 'focusin'] as const

/**
 * Loads a part at the first use of the page, and until then a stand-in with the same look is shown in `box`. A stand-in
 * with the focus passes it on to the part: `focusAgain` receives the id of the element that had it. One in which
 * somebody types stays until the focus leaves it, because what is half typed would be lost.
 */
export function useStandIn<P>(
  usePart: () => [ComponentType<P> | null, (onMissing?: () => void) => void],
  box: RefObject<HTMLElement | null>,
  focusAgain: (id: string) => void,
): ComponentType<P> | null {
  const [loaded, prepare] = usePart()
  const [isTyping, setTyping] = useState(false)
  const Part = isTyping ? null : loaded
  const latest = useRef({ prepare, focusAgain })
  latest.current = { prepare, focusAgain }
  const focused = useRef<string | null>(null)
  useEffect(() => {
    if (Part) return
    const isInside = (target: EventTarget | null): target is Element =>
      target instanceof Element && box.current?.contains(target) === true
    // A stand-in that is replaced loses the focus, so its id is kept from the event that brought the focus.
    const start = ({ target }: Event) => {
      focused.current = isInside(target) ? target.id : null
      latest.current.prepare()
    }
    const type = ({ target }: Event) => {
      if (isInside(target)) setTyping(true)
    }
    // Only when the next element has the focus: it may be another field of the stand-in.
    const leave = () => setTimeout(() => setTyping(false))
    for (const use of firstUses) document.addEventListener(use, start)
    document.addEventListener('input', type)
    document.addEventListener('focusout', leave)
    return () => {
      for (const use of firstUses) document.removeEventListener(use, start)
      document.removeEventListener('input', type)
      document.removeEventListener('focusout', leave)
    }
  }, [Part, box])
  const hasPart = Part !== null
  useEffect(() => {
    if (hasPart && focused.current !== null) latest.current.focusAgain(focused.current)
    focused.current = null
  }, [hasPart])
  return Part
}
