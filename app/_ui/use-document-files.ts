'use client'
import { useEffect, useRef } from 'react'
import type { Uploads } from './use-uploads'

/** Uploads files that are dropped or pasted anywhere on the screen; pasted text goes to its field as usual. */
export function useDocumentFiles(uploads: Uploads, enabled = true) {
  const latest = useRef(uploads)
  useEffect(() => {
    latest.current = uploads
  })
  useEffect(() => {
    if (!enabled) return
    const take = (event: Event, given: readonly File[]) => {
      if (given.length === 0) return
      event.preventDefault()
      latest.current.add([...given])
    }
    const onPaste = (event: ClipboardEvent) => {
      if (latest.current.paste(event.clipboardData)) event.preventDefault()
    }
    const onDrop = (event: DragEvent) => take(event, [...(event.dataTransfer?.files ?? [])])
    const onDragOver = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault()
    }
    document.addEventListener('paste', onPaste)
    document.addEventListener('drop', onDrop)
    document.addEventListener('dragover', onDragOver)
    return () => {
      document.removeEventListener('paste', onPaste)
      document.removeEventListener('drop', onDrop)
      document.removeEventListener('dragover', onDragOver)
    }
  }, [enabled])
}
