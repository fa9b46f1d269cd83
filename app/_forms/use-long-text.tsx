'use client'
import { Alert, Button, Group, Text } from '@mantine/core'
import { useFormatter } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type ClipboardEvent, type ReactNode, useState } from 'react'
import { serverNowMs } from '@/app/_ui/server-clock'
import { useTimes } from '@/app/_ui/use-times'
import { pastedFiles, type Uploads } from '@/app/_ui/use-uploads'
import { afterPaste, charactersBeyond, charactersOf, pastedName } from './long-text'

/**
 * A multi-line text that is never cut: a paste that is too long, or text typed beyond the limit, is offered as a file.
 * Pasted pictures become files when there is no text beside them.
 */
export function useLongText({
  value,
  onChange,
  limit,
  uploads,
  mayAttach = true,
}: {
  value: string
  onChange: (value: string) => void
  limit: number
  uploads: Uploads
  /** False while the target of files is unknown. */
  mayAttach?: boolean
}): {
  onPaste: (event: ClipboardEvent<HTMLTextAreaElement>) => void
  /** A question that the writer has to answer; null when there is none. */
  notice: ReactNode
  /** Why the text cannot be sent yet; null when it can. */
  problem: string | null
} {
  const t = useTranslations('common.form')
  const format = useFormatter()
  const times = useTimes()
  const [pasted, setPasted] = useState<{ text: string; start: number; end: number } | null>(null)
  const over = pasted ? 0 : charactersBeyond(value, limit)
  const tooLong = pasted?.text ?? (over > 0 ? value : null)

  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const files = pastedFiles(event.clipboardData)
    if (files.length > 0) return
    const text = event.clipboardData.getData('text/plain')
    const { selectionStart: start, selectionEnd: end } = event.currentTarget
    if (charactersBeyond(afterPaste(value, start, end, text), limit) === 0) return
    event.preventDefault()
    setPasted({ text, start, end })
  }
  const attach = () => {
    if (tooLong === null) return
    const name = pastedName(new Date(serverNowMs()), times.zone, 'pasted', 'txt')
    uploads.add([new File([tooLong], name, { type: 'text/plain' })])
    const mention = t('seeFile', { name })
    onChange(pasted ? afterPaste(value, pasted.start, pasted.end, mention) : mention)
    setPasted(null)
  }
  const words =
    tooLong === null
      ? null
      : t(pasted ? 'tooLongPaste' : 'tooLongWhole', {
          count: format.number(charactersOf(tooLong)),
          limit: format.number(limit),
        })
  return {
    onPaste,
    problem: pasted ? t('decidePaste') : words,
    notice: words && (
      <Alert variant="default" p="sm" role="alert" mt="xs">
        <Text fz="sm">{words}</Text>
        <Group gap="sm" mt="xs">
          <Button size="xs" variant="default" disabled={!mayAttach} onClick={attach}>
            {t('attachAsFile')}
          </Button>
          {pasted && (
            <Button size="xs" variant="subtle" color="gray" onClick={() => setPasted(null)}>
              {t('dropPaste')}
            </Button>
          )}
        </Group>
      </Alert>
    ),
  }
}
