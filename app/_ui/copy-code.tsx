'use client'
import { useState } from 'react'
import css from './code-block.module.css'

const copiedShownMs = 2_000
const tick = 'M5 12l5 5L20 7'
const sheets = 'M8 8h12v12H8zM16 8V4H4v12h4'

/** Copies a block of code. Its words are props, because public pages provide no translations to the browser. */
export function CopyCode({ text, copy, copied }: { text: string; copy: string; copied: string }) {
  const [done, setDone] = useState(false)
  const write = async () => {
    await navigator.clipboard.writeText(text)
    setDone(true)
    setTimeout(() => setDone(false), copiedShownMs)
  }
  const label = done ? copied : copy
  return (
    <button
      type="button"
      className={css.copy}
      aria-label={label}
      title={label}
      onClick={() => void write().catch(() => undefined)}
    >
      <svg width={14} height={14} viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth={2} aria-hidden>
        <path d={done ? tick : sheets} strokeLinecap="round" strokeLinejoin="round" />
      </svg>
    </button>
  )
}
