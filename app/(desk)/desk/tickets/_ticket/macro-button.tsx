'use client'
import { Anchor } from '@mantine/core'
import { useState } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { notifyFailed } from '@/app/_ui/notify'
import { onDemand } from '@/app/_ui/on-demand'
import type { TicketView } from '@/server/tickets/reading/schema'
import type { ComposerForms } from './use-composer-forms'

const usePicker = onDemand(() => import('./macro-picker').then((file) => file.MacroPicker))

/**
 * Inserts a prepared reply. Its kind, and what follows, are taken when nothing is written yet; else only its text is
 * added below what stands there.
 */
export function MacroButton({ ticket, form }: { ticket: TicketView; form: ComposerForms['reply'] }) {
  const t = useTranslations('desk.macros')
  const errors = useTranslations('errors')
  const [Picker, prepare] = usePicker()
  const [opened, setOpened] = useState(false)
  return (
    <>
      <Anchor
        component="button"
        type="button"
        fz="xs"
        underline="always"
        c="dimmed"
        disabled={form.locked}
        onPointerEnter={() => prepare()}
        onFocus={() => prepare()}
        onClick={() => {
          prepare(() => notifyFailed(errors('connection')))
          setOpened(true)
        }}
      >
        {t('open')}
      </Anchor>
      {Picker && (
        <Picker
          ticket={ticket}
          opened={opened}
          onClose={() => setOpened(false)}
          onChoose={({ body, kind, then, promiseMinutes }) =>
            form.change(
              form.blank
                ? { body, kind, then, promise: promiseMinutes === null ? null : String(promiseMinutes) }
                : { body: `${form.values.body.trimEnd()}\n\n${body}` },
            )
          }
        />
      )}
    </>
  )
}
