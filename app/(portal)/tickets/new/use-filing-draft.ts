'use client'
import { useEffect, useRef, useState } from 'react'
import { z } from 'zod'
import { useViewer } from '@/app/_ui/viewer-context'
import type { AttachmentView } from '@/server/tickets/schema'
import { emptyFiling, type FilingValues, filingValuesSchema } from './filing-values'

const waitMs = 400
const draftSchema = z.object({
  clientKey: z.uuid(),
  savedAt: z.coerce.date(),
  values: filingValuesSchema,
  attachments: z
    .array(z.object({ id: z.uuid(), fileName: z.string(), contentType: z.string(), size: z.number() }))
    .catch([]),
})
type Draft = z.infer<typeof draftSchema>

function read(key: string): Draft | null {
  try {
    const parsed = draftSchema.safeParse(JSON.parse(window.localStorage.getItem(key) ?? 'null'))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/**
 * Keeps what is being written in this browser, for this account; it survives a closed tab. The form's key is kept with it,
 * so that sending again after a lost answer still files one ticket. `restore` is called once, with an earlier draft.
 */
export function useFilingDraft(
  values: FilingValues,
  attachments: AttachmentView[],
  restore: (values: FilingValues, attachments: AttachmentView[]) => void,
) {
  const viewer = useViewer()
  const storageKey = `nightdesk-draft-${viewer?.userId ?? ''}`
  const [ready, setReady] = useState(false)
  const [savedAt, setSavedAt] = useState<Date | null>(null)
  const clientKey = useRef('')
  const done = useRef(false)
  const begin = useRef(restore)

  useEffect(() => {
    const draft = read(storageKey)
    clientKey.current = draft?.clientKey ?? crypto.randomUUID()
    if (draft) {
      begin.current(draft.values, draft.attachments)
      setSavedAt(draft.savedAt)
    }
    setReady(true)
  }, [storageKey])

  const untouched = JSON.stringify(values) === JSON.stringify(emptyFiling) && attachments.length === 0
  const content = JSON.stringify({ values, attachments })
  useEffect(() => {
    if (!ready || untouched || done.current) return
    const save = () => {
      if (done.current) return
      const at = new Date()
      try {
        const draft = { clientKey: clientKey.current, savedAt: at, ...(JSON.parse(content) as object) }
        window.localStorage.setItem(storageKey, JSON.stringify(draft))
        setSavedAt(at)
      } catch {
        // A full or forbidden store: the form goes on working, and says nothing is saved.
        setSavedAt(null)
      }
    }
    const timer = setTimeout(save, waitMs)
    window.addEventListener('pagehide', save)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('pagehide', save)
    }
  }, [content, ready, storageKey, untouched])

  return {
    ready,
    savedAt,
    clientKey: () => clientKey.current,
    /** The ticket is filed: the draft is over. */
    discard: () => {
      done.current = true
      window.localStorage.removeItem(storageKey)
    },
  }
}
