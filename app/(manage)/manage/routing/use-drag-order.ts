'use client'
import {
  type CSSProperties,
  type PointerEvent as ReactPointerEvent,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from 'react'

interface Drag {
  from: number
  to: number
  /** Height of the dragged row, and how far it is from its place, in pixels. */
  height: number
  offset: number
}

/**
 * Lets the rows of a list be dragged by a handle with mouse, pen or finger. A row's new place is where the pointer is
 * among the middles of the other rows, measured when the drag begins. Escape ends a drag without a change.
 * @param list the element whose children are the rows, in their order
 */
export function useDragOrder(list: RefObject<HTMLElement | null>, onMove: (from: number, to: number) => void) {
  const [drag, setDrag] = useState<Drag | null>(null)
  /** In pixels from the top of the list, which moves when the page scrolls. */
  const measured = useRef({ start: 0, middles: [] as number[] })
  const isDragging = drag !== null
  useEffect(() => {
    if (!isDragging) return
    const cancel = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      setDrag(null)
    }
    document.addEventListener('keydown', cancel, true)
    return () => document.removeEventListener('keydown', cancel, true)
  }, [isDragging])
  useEffect(() => {
    // Scrolls whatever scrolls the list when the row is dragged beyond its edge.
    if (drag) list.current?.children[drag.from]?.scrollIntoView({ block: 'nearest' })
  }, [list, drag])
  const within = (event: ReactPointerEvent<HTMLElement>) =>
    event.clientY - (list.current?.getBoundingClientRect().top ?? 0)

  return {
    /** The index of the row that is being dragged; null when none is. */
    dragged: drag?.from ?? null,
    /** The style of a row: the dragged one follows the pointer, those that it passes make room. */
    styleOf: (index: number): CSSProperties | undefined => {
      if (!drag) return undefined
      const { from, to, height, offset } = drag
      const passed = index > from && index <= to ? -height : index < from && index >= to ? height : 0
      return { transform: `translateY(${String(index === from ? offset : passed)}px)` }
    },
    /** Handlers for the handle of a row. */
    handle: (index: number) => ({
      onPointerDown: (event: ReactPointerEvent<HTMLElement>) => {
        const box = list.current
        if (event.button !== 0 || !box) return
        event.currentTarget.setPointerCapture(event.pointerId)
        const top = box.getBoundingClientRect().top
        const rows = [...box.children].map((row) => row.getBoundingClientRect())
        measured.current = {
          start: within(event),
          middles: rows.flatMap((row, place) => (place === index ? [] : [row.top - top + row.height / 2])),
        }
        setDrag({ from: index, to: index, height: rows[index]?.height ?? 0, offset: 0 })
      },
      onPointerMove: (event: ReactPointerEvent<HTMLElement>) => {
        if (drag?.from !== index) return
        const at = within(event)
        const { start, middles } = measured.current
        setDrag({ ...drag, to: middles.filter((middle) => middle < at).length, offset: at - start })
      },
      onPointerUp: () => {
        setDrag(null)
        if (drag && drag.from !== drag.to) onMove(drag.from, drag.to)
      },
      onPointerCancel: () => setDrag(null),
    }),
  }
}
