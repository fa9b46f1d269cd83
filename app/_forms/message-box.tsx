'use client'
import { Textarea } from '@mantine/core'
import type { Ref } from 'react'
import { isSendShortcut } from '@/app/_ui/shortcut-keys'
import type { Uploads } from '@/app/_ui/use-uploads'
import { limits } from '@/server/tickets/facts'
import css from './forms.module.css'
import { useLongText } from './use-long-text'

export interface MessageForm {
  values: { body: string }
  change: (part: { body: string }) => void
  locked: boolean
  fieldErrors: Record<string, string>
  send: () => void
}

/**
 * The text box of a message. Text is never cut: one that is too long is offered as a file. Ctrl+Enter or Cmd+Enter
 * sends, but never during an IME composition.
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
  const { body } = form.values
  const longText = useLongText({
    value: body,
    onChange: (text) => form.change({ body: text }),
    limit: limits.body,
    uploads,
  })
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
        onPaste={longText.onPaste}
        onKeyDown={(event) => {
          if (!isSendShortcut(event)) return
          event.preventDefault()
          form.send()
        }}
      />
      {longText.notice}
    </>
  )
}
