'use client'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import { serverNowMs } from '@/app/_ui/server-clock'
import { type ErrorText, useDetailText, useErrorText } from '@/app/_ui/use-error-text'
import { contentKey } from './content-key'
import type { DraftContent } from './draft-store'
import { sendUntilKnown } from './send-loop'
import { type DraftOptions, useDraft } from './use-draft'

/** What every request of a form contains besides its fields. */
export interface RequestParts {
  clientKey: string
  attachmentIds: string[]
  /** The server's time at the first try of this content: relative choices ("in 15 min") stay the same when retried. */
  at: Date
  /** The newest public seq that the writer has seen. */
  basedOn: number | null
  /** The draft that ends when the server has recorded what is sent. */
  draftId: string
}

export interface ServerFormOptions<V, I, R> extends DraftOptions<V> {
  /** Builds the input of the procedure from the fields. Called again with the same parts for every retry. */
  build: (values: V, parts: RequestParts) => I
  /**
   * Loads the procedure's own input schema: its errors are shown beside the fields before anything is sent. It is loaded
   * when something is entered, because Zod is large; without it, the server's refusal is shown instead.
   */
  input?: () => Promise<z.ZodType<unknown, I>>
  /** Returns further errors as text, or null. `basedOn` is the newest public seq that the writer has seen. */
  check?: (values: V, basedOn: number | null) => Partial<ErrorText> | null
  mutate: (input: I, signal: AbortSignal) => Promise<R>
  onDone?: (result: R, sent: DraftContent<V>) => void
  onRefused?: (error: unknown) => void
}

/** `files`: waits for uploads, then sends. `outage`, `offline`: retried automatically with the same key. */
export type SendPhase = 'writing' | 'files' | 'sending' | 'outage' | 'offline'

/** How long sending waits for the schema, in ms: a connection that hangs must not keep an S1 from being filed. */
const maxLoadMs = 2_000

const noProblem: ErrorText = { message: '', fieldErrors: {} }

/**
 * The hook of every message and form that sends something. Drafts keep all fields; errors are shown beside fields; one
 * idempotency key per content, so a retry is recognised and an edited retry is a new message; uploads finish first; an
 * outage is retried with the same key until the outcome is known, the content changes or the writer cancels.
 */
export function useServerForm<V, I, R>(options: ServerFormOptions<V, I, R>) {
  const t = useTranslations('common.form')
  const errorText = useErrorText()
  const detailText = useDetailText()
  const [phase, setPhase] = useState<SendPhase>('writing')
  const isWriting = useRef(true)
  isWriting.current = phase === 'writing'
  const draft = useDraft({ ...options, isSending: () => !isWriting.current })
  const [problem, setProblem] = useState<ErrorText>(noProblem)
  const [notice, setNotice] = useState<string | null>(null)
  const running = useRef<AbortController | null>(null)
  const checkInput = useRef<((input: I) => ErrorText | null) | null>(null)
  const latest = useRef({ options, draft, phase })
  latest.current = { options, draft, phase }
  const { uploads } = options

  const stop = useCallback((why: string | null) => {
    running.current?.abort()
    running.current = null
    setPhase('writing')
    setNotice(why)
  }, [])

  const partsOf = (content: DraftContent<V>): RequestParts => {
    const { draft: now } = latest.current
    const attachmentIds = content.attachments.map(({ id }) => id)
    const clientKey = contentKey(now.id(), { values: content.values, attachmentIds })
    const before = now.attempt()
    const atMs = before?.key === clientKey ? before.atMs : serverNowMs()
    return { clientKey, attachmentIds, at: new Date(atMs), basedOn: now.basedOn, draftId: now.id() }
  }

  const problemsOfDraft = (content: DraftContent<V>): ErrorText | null => {
    const { options: now } = latest.current
    const own = now.check?.(content.values, latest.current.draft.basedOn)
    if (own) return { ...noProblem, ...own }
    return checkInput.current?.(now.build(content.values, partsOf(content))) ?? null
  }

  const loadInput = async () => {
    const { input } = latest.current.options
    if (!input || checkInput.current) return
    try {
      const [schema, { inputFaults }] = await Promise.all([input(), import('./input-faults')])
      checkInput.current = (value) => {
        const faults = inputFaults(schema, value)
        return faults && detailText(faults)
      }
    } catch {
      // The network or an older release's file is gone: the server checks the same schema.
    }
  }
  const load = useRef(loadInput)
  load.current = loadInput
  useEffect(() => {
    if (!draft.blank) void load.current()
  }, [draft.blank])

  const run = async () => {
    const { options: now, draft: text } = latest.current
    const content = text.content()
    const parts = partsOf(content)
    text.setAttempt({ key: parts.clientKey, atMs: parts.at.getTime() })
    const input = now.build(content.values, parts)
    const controller = new AbortController()
    running.current = controller
    setPhase('sending')
    const result = await sendUntilKnown({
      signal: controller.signal,
      send: (signal) => now.mutate(input, signal),
      pause: untilBack,
      onOutage: () => setPhase(navigator.onLine ? 'outage' : 'offline'),
    })
    if (result.kind === 'given-up') return
    running.current = null
    setPhase('writing')
    setNotice(null)
    if (result.kind === 'refused') {
      latest.current.draft.setAttempt(null)
      setProblem(errorText(result.error))
      latest.current.options.onRefused?.(result.error)
      return
    }
    latest.current.draft.end(content)
    latest.current.options.onDone?.(result.result, content)
  }

  const sendChecked = () => {
    const problems = problemsOfDraft(draft.content())
    setProblem(problems ?? noProblem)
    if (problems) return
    if (uploads?.failed) {
      setProblem({ ...noProblem, message: t('filesFailed') })
      return
    }
    if (uploads?.busy) setPhase('files')
    else void run()
  }

  const checked = useRef(sendChecked)
  checked.current = sendChecked

  const send = async () => {
    if (phase !== 'writing' || !draft.ready) return
    setNotice(null)
    const isUnchecked = options.input !== undefined && checkInput.current === null
    if (isUnchecked && problemsOfDraft(draft.content()) === null) {
      const controller = new AbortController()
      running.current = controller
      setPhase('sending')
      await Promise.race([load.current(), new Promise((resolve) => setTimeout(resolve, maxLoadMs))])
      if (controller.signal.aborted) return
      setPhase('writing')
    }
    checked.current()
  }

  const filesArrived = phase === 'files' && !uploads?.busy
  const filesFailed = phase === 'files' && (uploads?.failed ?? false)
  const go = useRef(run)
  go.current = run
  useEffect(() => {
    if (!filesArrived) return
    if (filesFailed) {
      setPhase('writing')
      setProblem({ ...noProblem, message: t('filesFailed') })
    } else void go.current()
  }, [filesArrived, filesFailed, t])

  // An unmounted form stops waiting. Its content is in the draft, so a later retry uses the same key.
  useEffect(() => () => running.current?.abort(), [])

  const atRisk = !draft.blank && (draft.storeFails || (uploads?.busy ?? false))
  useEffect(() => {
    if (!atRisk) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [atRisk])

  return {
    ...draft,
    phase,
    /** The form is read-only while the first answer is awaited; during an outage, editing cancels the retries. */
    locked: phase === 'sending',
    message: problem.message || null,
    fieldErrors: problem.fieldErrors,
    notice,
    change: (part: Partial<V>) => {
      if (phase === 'sending') return
      if (phase !== 'writing') stop(phase === 'files' ? null : t('earlierMayArrive'))
      draft.setValues((current) => ({ ...current, ...part }))
      setProblem(({ message, fieldErrors }) => ({
        message: Object.keys(fieldErrors).length > 0 ? '' : message,
        fieldErrors: Object.fromEntries(
          Object.entries(fieldErrors).filter(([path]) => !(path.split('.')[0]! in (part as object))),
        ),
      }))
    },
    send: () => void send(),
    /** Cancels a send that waits for files, for the network or for the server. */
    cancel: () => stop(phase === 'files' ? null : t('cancelled')),
  }
}

/** Resolves after the pause, when the connection is back, or when the wait is cancelled. */
function untilBack(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      window.removeEventListener('online', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    // While offline, a retry makes sense only when the connection is back.
    const timer = setTimeout(done, navigator.onLine ? ms : 60_000)
    window.addEventListener('online', done)
    signal.addEventListener('abort', done)
  })
}
