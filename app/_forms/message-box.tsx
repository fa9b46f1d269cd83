'use client'
import { Anchor, Group, Text, Textarea } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { type Ref, useState } from 'react'
import { isSendShortcut } from '@/app/_ui/shortcut-keys'
import type { Uploads } from '@/app/_ui/use-uploads'
import { limits } from '@/server/tickets/schema'
import css from './forms.module.css'
import type { SendPhase } from './use-server-form'

export interface MessageForm {
  values: { body: string }
  change: (part: { body: string }) => void
  locked: boolean
  phase: SendPhase
  fieldErrors: Record<string, string>
  send: () => void
}

/**
 * The text of a message. Nothing is ever cut: what is too long is offered as a file. Ctrl+Enter or Cmd+Enter sends, but
 * never during an IME composition.
 */
export function MessageBox({
  form,
  uploads,
  label,
  placeholder,
  field,
}: {
  form: MessageForm
  uploads: Uploads
  label: string
  placeholder: string
  field?: Ref<HTMLTextAreaElement>
}) {
  const t = useTranslations('common.form')
  const [pasted, setPasted] = useState<string | null>(null)
  const { body } = form.values
  const tooLong = body.length > limits.body
  const attach = (text: string, name: string) => uploads.add([new File([text], name, { type: 'text/plain' })])
  return (
    <>
      <Textarea
        ref={field}
        aria-label={label}
        placeholder={placeholder}
        variant="unstyled"
        classNames={{ input: css.text }}
        dir="auto"
        value={body}
        readOnly={form.locked}
        error={form.fieldErrors.body}
        onChange={(event) => form.change({ body: event.currentTarget.value })}
        onPaste={(event) => {
          const text = event.clipboardData.getData('text/plain')
          if (text.length <= limits.body) return
          event.preventDefault()
          setPasted(text)
        }}
        onKeyDown={(event) => {
          if (!isSendShortcut(event)) return
          event.preventDefault()
          form.send()
        }}
      />
      {pasted !== null && (
        <Group gap="sm" role="alert">
          <Text fz="xs">{t('tooLongPaste', { count: pasted.length, limit: limits.body })}</Text>
          <Anchor
            component="button"
            type="button"
            fz="xs"
            underline="always"
            onClick={() => {
              attach(pasted, 'pasted-text.txt')
              setPasted(null)
            }}
          >
            {t('attachAsFile')}
          </Anchor>
          <Anchor component="button" type="button" fz="xs" underline="always" onClick={() => setPasted(null)}>
            {t('dropPaste')}
          </Anchor>
        </Group>
      )}
      {tooLong && (
        <Group gap="sm" role="alert">
          <Text fz="xs">{t('tooLongWhole', { count: body.length, limit: limits.body })}</Text>
          <Anchor
            component="button"
            type="button"
            fz="xs"
            underline="always"
            onClick={() => {
              attach(body, 'message.txt')
              form.change({ body: t('seeFile', { name: 'message.txt' }) })
            }}
          >
            {t('attachAsFile')}
          </Anchor>
        </Group>
      )}
    </>
  )
}
