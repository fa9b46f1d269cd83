'use client'
import { type PointerEvent as ReactPointerEvent, useEffect, useState } from 'react'
import type { HintBubble } from './hint-bubble'

/** As for every other tooltip of the product (theme.ts). */
const openDelayMs = 150

type Bubble = typeof HintBubble
let loaded: Bubble | undefined

/**
 * Loads the tooltip with the first hint: a page is drawn and hydrated without it. While it cannot be loaded (no network,
 * or the file of an older release) there are no hints, because no screen may fail for want of one.
 */
function useBubble(isWanted: boolean): Bubble | undefined {
  const [bubble, setBubble] = useState<{ show: Bubble } | undefined>(loaded && { show: loaded })
  useEffect(() => {
    if (!isWanted || bubble) return
    let current = true
    import('./hint-bubble').then(
      (file) => {
        loaded = file.HintBubble
        if (current) setBubble({ show: loaded })
      },
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [isWanted, bubble])
  return bubble?.show
}

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
      timer = setTimeout(() => setTarget(found), openDelayMs)
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
  const Bubble = useBubble(target !== null)
  return target && Bubble && <Bubble target={target} onGone={() => setTarget(null)} />
}
