'use client'
import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { drawnSpan, instantAt, type Scale, type Span, steppedSpan } from './timeline-scale'

const firstSpanMs = 8 * 3_600_000

export interface Picking {
  /** The span chosen for an override; null when there is none. */
  span: Span | null
  onSpan: (span: Span) => void
  /** Called when the choice is complete, to continue in the form. */
  onDone: () => void
}

/** Draws a span on a timeline by pointer, or moves and resizes it with the arrow keys; inactive without `picking`. */
export function useSpanPicking(
  picking: Picking | undefined,
  { scale, now, unitMs, timeZone }: { scale: Scale; now: number; unitMs: number; timeZone: string },
) {
  const drag = useRef<number | null>(null)
  const placeUnder = (event: PointerEvent<SVGGElement>) =>
    instantAt(scale, event.clientX - (event.currentTarget.ownerSVGElement?.getBoundingClientRect().left ?? 0))
  const extendTo = (event: PointerEvent<SVGGElement>) => {
    if (drag.current !== null) picking?.onSpan(drawnSpan(drag.current, placeUnder(event), unitMs, timeZone))
  }
  const pointer = picking && {
    onPointerDown: (event: PointerEvent<SVGGElement>) => {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      drag.current = placeUnder(event)
      extendTo(event)
    },
    onPointerMove: extendTo,
    onPointerUp: (event: PointerEvent<SVGGElement>) => {
      extendTo(event)
      drag.current = null
      picking.onDone()
    },
    onPointerCancel: () => {
      drag.current = null
    },
    style: { cursor: 'crosshair', touchAction: 'none' },
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!picking) return
    const { span } = picking
    if (event.key === 'Enter' && span) {
      event.preventDefault()
      picking.onDone()
      return
    }
    const start = Math.max(scale.from, now)
    const first = drawnSpan(start, start + firstSpanMs, unitMs, timeZone)
    const next = steppedSpan(span ?? first, event.key, event.shiftKey, unitMs)
    if (!next) return
    event.preventDefault()
    // The first key press only shows the initial span.
    picking.onSpan(span ? next : first)
  }
  return { pointer, onKeyDown }
}
