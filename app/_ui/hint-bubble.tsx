'use client'
import { Tooltip } from '@mantine/core'
import { useEffect, useId } from 'react'

/** Rows can be replaced while their hint is shown. */
const lookEveryMs = 300

/** The hint of an element, as a tooltip above it. */
export function HintBubble({ target, onGone }: { target: HTMLElement; onGone: () => void }) {
  const id = useId()
  useEffect(() => {
    target.setAttribute('aria-describedby', id)
    const timer = setInterval(() => {
      if (!target.isConnected) onGone()
    }, lookEveryMs)
    return () => {
      clearInterval(timer)
      target.removeAttribute('aria-describedby')
    }
  }, [target, id, onGone])
  return (
    <Tooltip
      key={target.dataset.hint}
      target={target}
      label={<span id={id}>{target.dataset.hint}</span>}
      opened
      transitionProps={{ duration: 0 }}
    />
  )
}
