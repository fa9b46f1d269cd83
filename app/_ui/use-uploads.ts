'use client'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type ClipboardEvent, type DragEvent, useCallback, useRef, useState } from 'react'
import type { LogFacts } from '@/server/tickets/log-reader/rules'
import type { FileFind } from '@/server/tickets/secrets/stream.rules'
import type { AttachmentView } from '@/server/tickets/attachments/schema'
import { limits } from '@/server/tickets/facts'
import { pastedName } from '@/app/_forms/long-text'
import { attachmentOf } from './attachment-of'
import { fieldOf, isText } from './field-of'
import { serverNowMs } from './server-clock'
import { useFileSize } from './use-file-size'
import { useTimes } from './use-times'
import { messageOf } from '@/app/_i18n/message-of'

/** A file that is being uploaded, is uploaded, or was refused. */
export interface Upload {
  key: string
  name: string
  size: number
  sent: number
  attachment: AttachmentView | null
  error: string | null
  /** What was read in the file before it was uploaded; null when it was not read. */
  scanned: ScannedFile | null
  /** Digests of the finds that stay as they are. */
  kept: string[]
}

/** A file that was searched for secrets in this browser. */
export interface ScannedFile {
  /** What is uploaded: the file with masks. */
  content: Blob
  /** False for types that are not searched. */
  isText: boolean
  finds: FileFind[]
  /** What it says about the problem, and under which name; null when it is no log. */
  log: { name: string; facts: LogFacts } | null
  /** Why it cannot be uploaded, a key of messages/<locale>/errors.json. */
  refusal?: string
}

/** Searches a file before it is uploaded. */
export type ScanFile = (file: File, kept: ReadonlySet<string>, signal: AbortSignal) => Promise<ScannedFile>

/** The target of files: an existing ticket, or the organisation of one that is being written. */
export type UploadTarget = { reference: string } | { organisationId: string } | null

/**
 * Returns the files of a paste. Office programs add a picture of the cells to their text: if there is text, the text is
 * meant, and the browser inserts it.
 */
export function pastedFiles(data: Pick<DataTransfer, 'files' | 'getData'> | null): File[] {
  return data && data.getData('text/plain') === '' ? [...data.files] : []
}

/** An upload before anything of it is known. */
const begun = { sent: 0, attachment: null, error: null, scanned: null, kept: [] }

/** Generic names that browsers give to pasted pictures. */
const nameless = /^(?:image|unknown)\.(png|jpe?g|gif|webp)$/i

/** Names pasted pictures by the time of day, `screenshot-0755.png`, without repeating a taken name. */
export function nameScreenshots(files: readonly File[], taken: readonly string[], at: Date, timeZone: string): File[] {
  const names = new Set(taken)
  return files.map((file) => {
    const extension = nameless.exec(file.name)?.[1]?.toLowerCase()
    if (!extension) return file
    const wanted = pastedName(at, timeZone, 'screenshot', extension)
    let name = wanted
    for (let number = 2; names.has(name); number += 1) name = wanted.replace(/(?=\.\w+$)/, `-${number}`)
    names.add(name)
    return new File([file], name, { type: file.type })
  })
}

/**
 * The files of one form: uploads each immediately, tracks its progress, and keeps the uploaded ones.
 * @param scan searches each file first; when it fails, the file is uploaded as it is, and the server searches alone
 */
export function useUploads(target: UploadTarget, scan?: ScanFile) {
  const t = useTranslations('common.files')
  const errors = useTranslations('errors')
  const fileSize = useFileSize()
  const { zone } = useTimes()
  const [uploads, setUploads] = useState<Upload[]>([])
  const [notice, setNotice] = useState<string | null>(null)
  const sources = useRef(new Map<string, File>())
  const requests = useRef(new Map<string, AbortController>())
  const count = useRef(0)

  const change = useCallback((key: string, part: Partial<Upload>) => {
    setUploads((all) => all.map((each) => (each.key === key ? { ...each, ...part } : each)))
  }, [])

  const upload = useCallback(
    (key: string, file: File, content: Blob, kept: readonly string[], signal: AbortSignal) => {
      const form = new FormData()
      for (const [name, value] of Object.entries(target ?? {})) form.append(name, String(value))
      for (const digest of kept) form.append('kept', digest)
      form.append('file', content, file.name)
      // XMLHttpRequest, because fetch cannot report upload progress.
      const request = new XMLHttpRequest()
      signal.addEventListener('abort', () => request.abort())
      const fail = (reason: string) => change(key, { error: t('failed', { name: file.name, reason }) })
      request.upload.onprogress = (event) => change(key, { sent: Math.min(event.loaded, content.size) })
      request.onerror = () => fail(errors('connection'))
      request.onload = () => {
        const body: unknown = (() => {
          try {
            return JSON.parse(request.responseText)
          } catch {
            return null
          }
        })()
        const attachment = attachmentOf(body)
        if (request.status < 300 && attachment) {
          change(key, { attachment, sent: content.size, error: null })
          return
        }
        const reason = fieldOf(body, 'reason')
        if (request.status === 413) fail(t('tooLarge', { name: file.name, size: fileSize(limits.attachmentBytes) }))
        else fail((isText(reason) && messageOf(errors, reason)) || errors('unexpected'))
      }
      request.open('POST', '/api/files')
      request.send(form)
    },
    [change, errors, fileSize, t, target],
  )

  const send = useCallback(
    async (key: string, file: File, kept: readonly string[]) => {
      if (!target) return
      requests.current.get(key)?.abort()
      const controller = new AbortController()
      requests.current.set(key, controller)
      const { signal } = controller
      const scanned = await scan?.(file, new Set(kept), signal).catch(() => null)
      if (signal.aborted) return
      if (scanned?.refusal) {
        const reason = messageOf(errors, scanned.refusal) ?? errors('unexpected')
        change(key, { error: t('failed', { name: file.name, reason }) })
        return
      }
      const content = scanned?.content ?? file
      change(key, { scanned: scanned ?? null, size: content.size })
      upload(key, file, content, kept, signal)
    },
    [change, errors, scan, t, target, upload],
  )

  const add = useCallback(
    (files: File[]) => {
      setNotice(null)
      if (!target) return
      let free = limits.attachments - uploads.length
      const accepted: Upload[] = []
      for (const file of files) {
        if (file.size > limits.attachmentBytes) {
          setNotice(t('tooLarge', { name: file.name, size: fileSize(limits.attachmentBytes) }))
          continue
        }
        if (free <= 0) {
          setNotice(t('tooMany', { name: file.name, count: limits.attachments }))
          break
        }
        free -= 1
        count.current += 1
        const key = `${count.current}-${file.name}`
        sources.current.set(key, file)
        accepted.push({ ...begun, key, name: file.name, size: file.size })
        void send(key, file, [])
      }
      setUploads((all) => [...all, ...accepted])
    },
    [fileSize, send, t, target, uploads.length],
  )

  const remove = useCallback((key: string) => {
    requests.current.get(key)?.abort()
    requests.current.delete(key)
    sources.current.delete(key)
    setUploads((all) => all.filter((each) => each.key !== key))
  }, [])

  /** Uploads a file again, with other finds that stay as they are. */
  const sendAgain = useCallback(
    (key: string, kept: string[]) => {
      const file = sources.current.get(key)
      if (!file) return
      change(key, { error: null, attachment: null, sent: 0, kept })
      void send(key, file, kept)
    },
    [change, send],
  )

  const clear = useCallback(() => {
    for (const request of requests.current.values()) request.abort()
    requests.current.clear()
    sources.current.clear()
    setUploads([])
    setNotice(null)
  }, [])

  /** Restores files that were uploaded in an earlier visit. */
  const restore = useCallback((attachments: AttachmentView[]) => {
    setUploads(
      attachments.map((attachment) => ({
        key: attachment.id,
        name: attachment.fileName,
        ...begun,
        size: attachment.size,
        sent: attachment.size,
        attachment,
      })),
    )
  }, [])

  /** Uploads the files of a paste; false when there is text, which the browser inserts. */
  const paste = (data: DataTransfer | null): boolean => {
    const files = pastedFiles(data)
    const taken = uploads.map(({ name }) => name)
    if (files.length > 0) add(nameScreenshots(files, taken, new Date(serverNowMs()), zone))
    return files.length > 0
  }

  return {
    uploads,
    notice,
    add,
    paste,
    remove,
    retry: (key: string) => sendAgain(key, uploads.find((each) => each.key === key)?.kept ?? []),
    keepFinds: sendAgain,
    clear,
    restore,
    attachments: uploads.flatMap((each) => (each.attachment ? [each.attachment] : [])),
    busy: uploads.some((each) => !each.attachment && !each.error),
    failed: uploads.some((each) => each.error !== null),
    /** Handlers for the element that accepts dropped files and pasted screenshots. */
    handlers: {
      onPaste: (event: ClipboardEvent) => {
        if (paste(event.clipboardData)) event.preventDefault()
      },
      onDrop: (event: DragEvent) => {
        const files = [...event.dataTransfer.files]
        if (files.length === 0) return
        event.preventDefault()
        add(files)
      },
      onDragOver: (event: DragEvent) => {
        if (event.dataTransfer.types.includes('Files')) event.preventDefault()
      },
    },
  }
}
export type Uploads = ReturnType<typeof useUploads>
