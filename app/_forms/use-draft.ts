'use client'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Uploads } from '@/app/_ui/use-uploads'
import { useViewer } from '@/app/_ui/viewer-context'
import type { AttachmentView } from '@/server/tickets/attachments/schema'
import { type DraftPlace, useDraftSync } from './use-draft-sync'
import {
  type AsideContent,
  type Draft,
  type DraftContent,
  draftKey,
  parseDraft,
  readDraft,
  type ReadValues,
  sameContent,
  withAside,
  writeDraft,
} from './draft-store'

const saveAfterMs = 300
/** A draft that was left alone for longer than this is offered; a younger one is just there, as after a reload. */
const offerAfterMs = 10 * 60_000

const newRecord = { id: '', revision: 0, attempt: null, server: 0, isSaved: false }

export interface DraftOptions<V> {
  /** The form's purpose and its subject; a reply and a note are two forms. */
  form: string
  about: string
  /** Must be the same function in every drawing. */
  readValues: ReadValues<V>
  initial: V
  /** Values of the form after its content was sent; `initial` when absent. */
  after?: V
  isEmpty: (values: V) => boolean
  uploads?: Uploads
  /** The newest public seq that the screen shows; stored when the text is begun. */
  seq?: number
  /** Where the server keeps the draft for all devices of its writer; without it, the draft stays in this browser. */
  place?: DraftPlace
  /** Whether the content is being sent, and must not be replaced. */
  isSending?: () => boolean
}

const noAttachments: AttachmentView[] = []

/**
 * Stores everything that a person enters in one form, per person and subject, until it was sent: in this browser, and
 * with a `place` on the server too.
 * Synchronises with the same draft in other tabs; a text that would be overwritten is kept aside.
 */
export function useDraft<V>(options: DraftOptions<V>) {
  const { form, about, readValues, uploads, seq } = options
  const key = draftKey({ userId: useViewer()?.userId ?? '', form, about })
  const [values, setValues] = useState(options.initial)
  const [aside, setAside] = useState<AsideContent<V>[]>([])
  const [basedOn, setBasedOn] = useState<number | null>(null)
  const [ready, setReady] = useState(false)
  const [savedAt, setSavedAt] = useState<number | null>(null)
  const [storeFails, setStoreFails] = useState(false)
  /** Where the newest text is kept. */
  const [keptIn, setKeptIn] = useState<'server' | 'browser' | null>(null)
  const changed = useRef(() => {})
  const [offered, setOffered] = useState<number | null>(null)
  const [discarded, setDiscarded] = useState<{ content: DraftContent<V>; basedOn: number | null } | null>(null)
  const record = useRef<Pick<Draft<V>, 'id' | 'revision' | 'attempt' | 'server' | 'isSaved'>>(newRecord)
  /** The content that this tab last read from or wrote to the store. */
  const known = useRef<DraftContent<V> | null>(null)
  const attachments = uploads?.attachments ?? noAttachments
  const latest = useRef({ options, values, attachments, aside, basedOn, busy: false })
  latest.current = { options, values, attachments, aside, basedOn, busy: uploads?.busy ?? false }

  const content = useCallback(
    (): DraftContent<V> => ({ values: latest.current.values, attachments: latest.current.attachments }),
    [],
  )
  const isBlank = useCallback(
    ({ values: given, attachments: files }: DraftContent<V>) =>
      files.length === 0 && latest.current.options.isEmpty(given),
    [],
  )

  const show = useCallback((shown: DraftContent<V>, seenSeq: number | null, kept: AsideContent<V>[]) => {
    setValues(shown.values)
    latest.current.options.uploads?.restore(shown.attachments)
    latest.current = { ...latest.current, ...shown, aside: kept, basedOn: seenSeq }
    setAside(kept)
    setBasedOn(seenSeq)
  }, [])

  const adopt = useCallback(
    (draft: Draft<V>) => {
      const { id, revision, attempt, server, isSaved } = draft
      record.current = { id, revision, attempt, server, isSaved }
      known.current = { values: draft.values, attachments: draft.attachments }
      show(known.current, draft.basedOn, draft.aside)
      setSavedAt(draft.savedAt)
    },
    [show],
  )

  /** @param isChanged false when what the server keeps is the same as before */
  const flush = useCallback(
    (isChanged = true) => {
      const now = content()
      const isOther = isChanged || (known.current !== null && !sameContent(now, known.current))
      if (isOther) record.current = { ...record.current, isSaved: false }
      const { aside: kept, basedOn: seenSeq } = latest.current
      try {
        if (isBlank(now) && kept.length === 0) {
          window.localStorage.removeItem(key)
          record.current = { ...record.current, revision: 0 }
          setSavedAt(null)
        } else {
          const draft = { ...record.current, ...now, savedAt: Date.now(), basedOn: seenSeq, aside: kept }
          const written = writeDraft(window.localStorage, key, readValues, draft, known.current)
          record.current = { ...record.current, revision: written.revision }
          if (written.aside.length !== kept.length) setAside(written.aside)
          setSavedAt(written.savedAt)
        }
        known.current = now
        setStoreFails(false)
      } catch {
        // The store is full or forbidden: the form continues to work and says that nothing is saved.
        setStoreFails(true)
        setSavedAt(null)
      }
      if (isOther) changed.current()
    },
    [content, isBlank, key, readValues],
  )

  useEffect(() => {
    const draft = readDraft(window.localStorage, key, readValues)
    if (draft) {
      adopt(draft)
      const isOld = Date.now() - draft.savedAt > offerAfterMs
      if (isOld && !isBlank(draft)) setOffered(draft.savedAt)
    } else {
      record.current = { ...newRecord, id: crypto.randomUUID() }
      known.current = content()
    }
    setReady(true)
  }, [adopt, content, isBlank, key, readValues])

  useEffect(() => {
    const onStorage = (event: StorageEvent) => {
      if (event.key !== key) return
      const mine = content()
      // Without unsaved changes here, this tab adopts the other tab's content.
      const follows = !latest.current.busy && known.current !== null && sameContent(mine, known.current)
      if (event.newValue === null) {
        record.current = { ...record.current, revision: 0 }
        if (!follows || isBlank(mine)) return
        // The draft was sent or emptied in the other tab.
        record.current = { ...record.current, id: crypto.randomUUID(), attempt: null }
        show({ values: latest.current.options.initial, attachments: [] }, null, [])
        known.current = { values: latest.current.options.initial, attachments: [] }
        setSavedAt(null)
        return
      }
      const draft = parseDraft(event.newValue, readValues)
      if (draft && follows) adopt(draft)
    }
    window.addEventListener('storage', onStorage)
    return () => window.removeEventListener('storage', onStorage)
  }, [adopt, content, isBlank, key, readValues, show])

  useDraftSync<V>(options.place, ready, changed, {
    readValues,
    local: () => {
      const { aside: kept, basedOn: seenSeq, busy, options: now } = latest.current
      const shown = content()
      const isSaved = record.current.isSaved && known.current !== null && sameContent(shown, known.current)
      const draft = { ...record.current, ...shown, isSaved, savedAt: 0, basedOn: seenSeq, aside: kept }
      return { draft, isBlank: isBlank(draft) && kept.length === 0, isBusy: busy || (now.isSending?.() ?? false) }
    },
    adopt: (draft, isOffered) => {
      const { revision } = record.current
      adopt({ ...draft, revision })
      setOffered(isOffered ? draft.savedAt : null)
      setKeptIn('server')
      flush(false)
    },
    keepAside: (draft) => {
      let kept = latest.current.aside
      for (const each of [...draft.aside].reverse()) kept = withAside(kept, each)
      kept = withAside(kept, { values: draft.values, attachments: draft.attachments, savedAt: draft.savedAt })
      latest.current = { ...latest.current, aside: kept }
      setAside(kept)
      flush(false)
    },
    renew: () => {
      record.current = { ...record.current, id: crypto.randomUUID(), attempt: null }
      flush(false)
    },
    empty: () => {
      record.current = { ...record.current, id: crypto.randomUUID(), attempt: null }
      show({ values: latest.current.options.initial, attachments: [] }, null, [])
      flush(false)
    },
    note: ({ savedAt: at, ...state }) => {
      record.current = { ...record.current, ...state }
      if (state.isSaved) known.current = content()
      flush(false)
      if (state.isSaved) setKeptIn('server')
      if (at !== undefined && !isBlank(content())) setSavedAt(at)
    },
    fail: () => setKeptIn('browser'),
  })

  const blank = isBlank({ values, attachments })
  useEffect(() => {
    if (ready && !blank && basedOn === null && seq !== undefined) setBasedOn(seq)
    if (ready && blank && basedOn !== null) setBasedOn(null)
  }, [basedOn, blank, ready, seq])

  const files = attachments.map(({ id }) => id).join()
  useEffect(() => {
    if (!ready) return
    const save = () => {
      if (known.current === null || !sameContent(content(), known.current)) flush()
    }
    const timer = setTimeout(save, saveAfterMs)
    window.addEventListener('pagehide', save)
    document.addEventListener('visibilitychange', save)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('pagehide', save)
      document.removeEventListener('visibilitychange', save)
    }
  }, [content, files, flush, ready, values])
  // Saves when the form is unmounted before the pause is over, for example because the ticket was closed.
  const leave = useRef(() => {})
  leave.current = () => {
    if (ready && known.current !== null && !sameContent(content(), known.current)) flush()
  }
  useEffect(() => () => leave.current(), [])

  /** Puts a content into the form; the previous content is kept aside. */
  const take = (given: DraftContent<V>, seenSeq: number | null = null) => {
    const mine = content()
    const kept = latest.current.aside.filter((each) => !sameContent(each, given))
    record.current = { ...record.current, id: crypto.randomUUID(), attempt: null }
    show(given, seenSeq, isBlank(mine) ? kept : withAside(kept, { ...mine, savedAt: Date.now() }))
    flush()
  }

  /** Empties the form and deletes the draft. */
  const discard = () => {
    setOffered(null)
    record.current = { ...record.current, id: crypto.randomUUID(), attempt: null }
    show({ values: latest.current.options.initial, attachments: [] }, null, latest.current.aside)
    flush()
  }

  return {
    ready,
    values,
    attachments,
    blank,
    basedOn,
    savedAt,
    storeFails,
    aside,
    keptIn: options.place ? keptIn : null,
    content,
    flush,
    id: () => record.current.id,
    attempt: () => record.current.attempt,
    setAttempt: (attempt: Draft<V>['attempt']) => {
      record.current = { ...record.current, attempt }
      flush(false)
    },
    setValues,
    /** Records up to which seq the writer has seen the thread. */
    markSeen: (seenSeq: number) => {
      latest.current = { ...latest.current, basedOn: seenSeq }
      setBasedOn(seenSeq)
      flush()
    },
    /** Ends the draft after its content was sent. Text typed since then stays, as a new draft. */
    end: (sent: DraftContent<V>) => {
      setOffered(null)
      setDiscarded(null)
      record.current = { ...record.current, id: crypto.randomUUID(), attempt: null }
      const { initial, after } = latest.current.options
      if (sameContent(content(), sent)) show({ values: after ?? initial, attachments: [] }, null, latest.current.aside)
      flush()
    },
    take,
    dropAside: (index: number) => {
      const kept = latest.current.aside.filter((_each, place) => place !== index)
      latest.current = { ...latest.current, aside: kept }
      setAside(kept)
      flush()
    },
    /** When the draft was saved that somebody finds on opening the form; null when there is none, or it was decided. */
    offered: blank ? null : offered,
    /** Whether the draft that was offered has been discarded, and can be taken back. */
    canTakeBack: blank && discarded !== null,
    acceptOffer: () => setOffered(null),
    takeBack: () => {
      if (discarded) take(discarded.content, discarded.basedOn)
      setDiscarded(null)
    },
    /** Discards the draft that was offered; `takeBack` brings it back. */
    discardOffer: () => {
      setDiscarded({ content: content(), basedOn })
      discard()
    },
    discard,
  }
}
