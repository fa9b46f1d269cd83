'use client'
import { Anchor } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Group, Text } from '@/app/_ui/light'
import { useServerNow } from '@/app/_ui/server-clock'
import css from '@/app/_ui/ui.module.css'
import { useTimes } from '@/app/_ui/use-times'

interface OfferedDraft {
  offered: number | null
  canTakeBack: boolean
  acceptOffer: () => void
  discardOffer: () => void
  takeBack: () => void
}

const action = { component: 'button', type: 'button', fz: 'xs', underline: 'always' } as const

/** Offers a draft that was left earlier or written on another device: it is in the form, and can be discarded. */
export function DraftOffer({ form }: { form: OfferedDraft }) {
  const t = useTranslations('common.form')
  const times = useTimes()
  const now = useServerNow(60_000)
  if (form.offered === null && !form.canTakeBack) return null
  return (
    <Group gap="sm" mb="xs" role="status">
      <Text fz="xs" className={css.num}>
        {form.offered === null ? t('draftDiscarded') : t('offer', { when: times.near(new Date(form.offered), now) })}
      </Text>
      {form.offered === null ? (
        <Anchor {...action} onClick={form.takeBack}>
          {t('takeBack')}
        </Anchor>
      ) : (
        <>
          <Anchor {...action} onClick={form.acceptOffer}>
            {t('goOn')}
          </Anchor>
          <Anchor {...action} onClick={form.discardOffer}>
            {t('discardDraft')}
          </Anchor>
        </>
      )}
    </Group>
  )
}

/** Says when the draft was saved, or that it is in this browser only. */
export function DraftSaved({
  form,
}: {
  form: { blank: boolean; keptIn: 'server' | 'browser' | null; savedAt: number | null }
}) {
  const t = useTranslations('common.form')
  const times = useTimes()
  const now = useServerNow(60_000)
  const isHere = !form.blank && form.keptIn === 'browser'
  const isSaved = !form.blank && form.keptIn === 'server' && form.savedAt !== null
  return (
    <Text fz="xs" c="dimmed" className={css.num} role="status">
      {isHere ? t('keptHere') : isSaved ? t('draftSaved', { when: times.near(new Date(form.savedAt!), now) }) : ''}
    </Text>
  )
}
