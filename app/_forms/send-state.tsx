'use client'
import { Anchor, Group, Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { token } from '@/app/_ui/theme'
import { useServerNow } from '@/app/_ui/server-clock'
import { useTimes } from '@/app/_ui/use-times'
import type { AsideContent, DraftContent } from './draft-store'
import type { SendPhase } from './use-server-form'

interface StateOfForm<V> {
  phase: SendPhase
  message: string | null
  notice: string | null
  storeFails: boolean
  aside: AsideContent<V>[]
  cancel: () => void
  take: (content: DraftContent<V>, seenSeq?: number | null) => void
  dropAside: (index: number) => void
  basedOn: number | null
}

const excerptLength = 80

/** The state of a form: refusals, what it waits for with a Cancel button, and texts kept aside. */
export function SendState<V extends { body: string }>({ form }: { form: StateOfForm<V> }) {
  const t = useTranslations('common.form')
  const times = useTimes()
  const now = useServerNow(60_000)
  const waits =
    form.phase === 'files' ? 'waitsForFiles' : form.phase === 'writing' || form.phase === 'sending' ? null : form.phase
  return (
    <>
      {form.message && (
        <Text role="alert" c={token('late')} mt="xs">
          {form.message}
        </Text>
      )}
      {waits && (
        <Group gap="sm" mt="xs" role="status">
          <Text fz="xs">{t(waits)}</Text>
          <Anchor component="button" type="button" fz="xs" underline="always" onClick={form.cancel}>
            {t('cancel')}
          </Anchor>
        </Group>
      )}
      {form.notice && (
        <Text fz="xs" mt="xs" role="status">
          {form.notice}
        </Text>
      )}
      {form.storeFails && (
        <Text fz="xs" mt="xs" role="status" c={token('late')}>
          {t('notSaved')}
        </Text>
      )}
      {form.aside.map((text, index) => (
        <Group gap="sm" mt="xs" key={`${text.savedAt}-${index}`}>
          <Text fz="xs" dir="auto">
            {t('asideText', {
              when: times.near(new Date(text.savedAt), now),
              excerpt: [...text.values.body].slice(0, excerptLength).join(''),
            })}
          </Text>
          <Anchor
            component="button"
            type="button"
            fz="xs"
            underline="always"
            onClick={() => form.take(text, form.basedOn)}
          >
            {t('asideTake')}
          </Anchor>
          <Anchor component="button" type="button" fz="xs" underline="always" onClick={() => form.dropAside(index)}>
            {t('asideDrop')}
          </Anchor>
        </Group>
      ))}
    </>
  )
}
