'use client'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type ClipboardEvent, type DragEvent, useCallback, useRef, useState } from 'react'
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
}

/** The target of files: an existing ticket, or the organisation of one that is being written. */
export type UploadTarget = { reference: string } | { organisationId: string } | null

/**
 * Returns the files of a paste. Office programs add a picture of the cells to their text: if there is text, the text is
 * meant, and the browser inserts it.
 */
export function pastedFiles(data: Pick<DataTransfer, 'files' | 'getData'> | null): File[] {
  return data && data.getData('text/plain') === '' ? [...data.files] : []
}

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

/** The files of one form: uploads each immediately, tracks its progress, and keeps the uploaded ones. */
export function useUploads(target: UploadTarget) {
  const t = useTranslations('common.files')
  const errors = useTranslations('errors')
  const fileSize = useFileSize()
  const { zone } = useTimes()
  const [uploads, setUploads] = useState<Upload[]>([])
  const [notice, setNotice] = useState<string | null>(null)
  const sources = useRef(new Map<string, File>())
  const requests = useRef(new Map<string, XMLHttpRequest>())
  const count = useRef(0)

  const change = useCallback((key: string, part: Partial<Upload>) => {
    setUploads((all) => all.map((each) => (each.key === key ? { ...each, ...part } : each)))
  }, [])

  const send = useCallback(
    (key: string, file: File) => {
      if (!target) return
      const form = new FormData()
      for (const [name, value] of Object.entries(target)) form.append(name, String(value))
      form.append('file', file, file.name)
      // XMLHttpRequest, because fetch cannot report upload progress.
      const request = new XMLHttpRequest()
      requests.current.set(key, request)
      const fail = (reason: string) => change(key, { error: t('failed', { name: file.name, reason }) })
      request.upload.onprogress = (event) => change(key, { sent: Math.min(event.loaded, file.size) })
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
          change(key, { attachment, sent: file.size, error: null })
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
        accepted.push({ key, name: file.name, size: file.size, sent: 0, attachment: null, error: null })
        send(key, file)
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

  const retry = useCallback(
    (key: string) => {
      const file = sources.current.get(key)
      if (!file) return
      change(key, { error: null, sent: 0 })
      send(key, file)
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
        size: attachment.size,
        sent: attachment.size,
        attachment,
        error: null,
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
    retry,
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
