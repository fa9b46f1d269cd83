'use client'
import { Anchor, Box, FileButton } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { useEffect, useMemo, useRef } from 'react'
import type { AttachmentView } from '@/server/tickets/schema'
import { UploadList } from './upload-list'
import { useUploads } from './use-uploads'

/**
 * The files of a reply on a ticket, for a form that keeps `files` itself: tells `onChange` what has arrived, and starts anew
 * when the form has emptied them. Screenshots pasted and files dropped anywhere on the screen are taken.
 */
export function FileField({
  reference,
  files,
  onChange,
}: {
  reference: string
  files: AttachmentView[]
  onChange: (files: AttachmentView[]) => void
}) {
  const t = useTranslations('common.files')
  const target = useMemo(() => ({ reference }), [reference])
  const uploads = useUploads(target)
  const told = useRef('')
  const latest = useRef({ onChange, uploads })
  useEffect(() => {
    latest.current = { onChange, uploads }
  })

  const arrived = uploads.attachments.map((each) => each.id).join()
  useEffect(() => {
    if (arrived === told.current) return
    told.current = arrived
    latest.current.onChange(latest.current.uploads.attachments)
  }, [arrived])
  useEffect(() => {
    if (files.length > 0 || told.current === '') return
    told.current = ''
    latest.current.uploads.clear()
  }, [files])

  useEffect(() => {
    const take = (event: Event, given: readonly File[]) => {
      if (given.length === 0) return
      event.preventDefault()
      latest.current.uploads.add([...given])
    }
    const onPaste = (event: ClipboardEvent) => {
      if (latest.current.uploads.paste(event.clipboardData)) event.preventDefault()
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
  }, [])

  return (
    <Box>
      <UploadList files={uploads} />
      <FileButton onChange={(chosen) => uploads.add(chosen)} multiple>
        {(props) => (
          <Anchor component="button" type="button" fz="xs" underline="always" c="dimmed" {...props}>
            {t('add')}
          </Anchor>
        )}
      </FileButton>
    </Box>
  )
}
