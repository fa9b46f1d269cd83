'use client'
import { Anchor } from '@mantine/core'
import { Box, Group, Text } from '@/app/_ui/light'
import { type ComponentType, useState } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { correctableUntil } from '@/server/tickets/corrections/rules'
import type { EventItem } from './erase-words'
import { FoldedMarkdown } from './folded-markdown'
import { notifyFailed } from './notify'
import { onDemand } from './on-demand'
import { useServerNow } from './server-clock'
import { TimeText } from './time-text'
import ui from './ui.module.css'
import { useTimes } from './use-times'
import { useViewer } from './viewer-context'

/** Shows what is masked in what a customer writes (app/(portal)/tickets/_secrets). */
export type SecretNoticePart = ComponentType<{
  texts: string[]
  kept: string[]
  onKept: (kept: string[]) => void
}>

const useDialog = onDemand(() => import('./correct-dialog').then((file) => file.CorrectDialog))

/** The button with which the author of a message corrects its words, as long as that is possible. */
export function CorrectWords({
  event,
  reference,
  SecretNotice,
}: {
  event: EventItem
  reference: string
  SecretNotice?: SecretNoticePart
}) {
  const t = useTranslations('ticket.correct')
  const errors = useTranslations('errors')
  const times = useTimes()
  const isOwn = useViewer()?.userId === event.actor.id
  const [Dialog, prepare] = useDialog()
  const [opened, setOpened] = useState(false)
  /** What was typed stays readable when the time is over. */
  const [wasOpened, setWasOpened] = useState(false)
  const until = correctableUntil(event.at)
  const isOpen =
    useServerNow((nowMs) => (isOwn && nowMs < until.getTime() + 1_000 ? 1_000 : 86_400_000)) < until.getTime()
  if (!isOwn || (!isOpen && !wasOpened)) return null
  return (
    <Group gap={8} mt={2} data-print="hide">
      <Anchor
        component="button"
        type="button"
        fz="xs"
        c="dimmed"
        underline="always"
        onPointerEnter={() => prepare()}
        onFocus={() => prepare()}
        onClick={() => {
          prepare(() => notifyFailed(errors('connection')))
          setOpened(true)
          setWasOpened(true)
        }}
      >
        {t('action')}
      </Anchor>
      <Text fz="xs" c="dimmed" className={ui.num}>
        {t('until', { time: times.timeWithSeconds(until) })}
      </Text>
      {Dialog && (
        <Dialog
          opened={opened}
          event={event}
          reference={reference}
          SecretNotice={SecretNotice}
          onClose={() => setOpened(false)}
        />
      )}
    </Group>
  )
}

/** Says when a message was corrected, and shows its earlier words on request. */
export function EarlierWords({ correction }: { correction: NonNullable<EventItem['correction']> }) {
  const t = useTranslations('ticket.correct')
  const [shown, setShown] = useState(false)
  return (
    <>
      <Group gap={8} mt={2}>
        <Text fz="xs" c="dimmed">
          {t.rich('corrected', { time: () => <TimeText at={correction.at} /> })}
        </Text>
        {correction.earlier.length > 0 && (
          <Anchor
            component="button"
            type="button"
            fz="xs"
            c="dimmed"
            underline="always"
            aria-expanded={shown}
            onClick={() => setShown(!shown)}
          >
            {t(shown ? 'hide' : 'show')}
          </Anchor>
        )}
      </Group>
      {shown &&
        correction.earlier.map((text, place) => (
          <Box key={place} component="section" aria-label={t('earlier')} className={ui.earlier}>
            <FoldedMarkdown text={text} />
          </Box>
        ))}
    </>
  )
}
