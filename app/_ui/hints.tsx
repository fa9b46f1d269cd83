'use client'
import { type PointerEvent as ReactPointerEvent, useEffect, useRef, useState } from 'react'
import { onDemand } from './on-demand'

/** As for every other tooltip of the product (theme.ts). */
const openDelayMs = 150

// Loaded with the first hint; while it cannot be loaded there are no hints, and the screen stays as it is.
const useBubble = onDemand(() => import('./hint-bubble').then((file) => file.HintBubble))

/** Properties of an element with a hint; its words are made when the pointer enters, not when the list is drawn. */
export const hint = (words: () => string) => ({
  onPointerEnter: ({ currentTarget }: ReactPointerEvent<HTMLElement>) => {
    currentTarget.dataset.hint = words()
  },
})

/**
 * Shows the hint of the element under the pointer. There is one for the whole screen, because a tooltip component per
 * time and per clock took much of the time in which the server draws a long list.
 */
export function Hints() {
  const [target, setTarget] = useState<HTMLElement | null>(null)
  const [Bubble, prepare] = useBubble()
  const load = useRef(prepare)
  load.current = prepare
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let under: HTMLElement | null = null
    const leave = () => {
      clearTimeout(timer)
      under = null
      setTarget(null)
    }
    const hintOf = (place: EventTarget | null) =>
      place instanceof Element ? place.closest<HTMLElement>('[data-hint]') : null
    const over = (event: PointerEvent) => {
      const found = hintOf(event.target)
      if (found === under) return
      leave()
      if (!found) return
      under = found
      timer = setTimeout(() => {
        load.current()
        setTarget(found)
      }, openDelayMs)
    }
    const press = (event: PointerEvent) => {
      if (hintOf(event.target) !== under) leave()
    }
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') leave()
    }
    document.addEventListener('pointerover', over)
    document.addEventListener('pointerdown', press)
    document.addEventListener('keydown', key)
    document.documentElement.addEventListener('pointerleave', leave)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('pointerover', over)
      document.removeEventListener('pointerdown', press)
      document.removeEventListener('keydown', key)
      document.documentElement.removeEventListener('pointerleave', leave)
    }
  }, [])
  return target && Bubble && <Bubble target={target} onGone={() => setTarget(null)} />
}
