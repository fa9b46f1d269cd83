'use client'
import { Anchor, Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import type { BreachExplanation } from '@/server/tickets/breaches/schema'
import { notifyFailed } from './notify'
import { onDemand } from './on-demand'
import { token } from './theme'
import { TimeText } from './time-text'
import type { Metric } from '@/server/vocabulary/metric'

const useDialog = onDemand(() => import('./breach-reason-dialog').then((file) => file.BreachReasonDialog))

/** The reason for a missed target, for staff; the assignee and managers may set or change it. */
export function BreachReason({
  reference,
  metric,
  explanation,
}: {
  reference: string
  metric: Metric
  explanation: BreachExplanation
}) {
  const t = useTranslations('breach')
  const errors = useTranslations('errors')
  const [asking, setAsking] = useState(false)
  const [Dialog, prepare] = useDialog()
  const { reasons, mayExplain, clockId } = explanation
  const [stands] = reasons
  return (
    <>
      {stands && (
        <Text fz="xs" c="var(--mantine-color-text)" mt={2}>
          <Text span fz="xs" fw={550}>
            {t('why', { code: t(`code.${stands.code}`) })}
          </Text>
          {' · '}
          {stands.words}{' '}
          <Text span fz="xs" c="dimmed">
            {t.rich('by', { name: stands.by, at: () => <TimeText at={stands.at} /> })}
          </Text>
        </Text>
      )}
      {mayExplain && (
        <Anchor
          component="button"
          type="button"
          fz="xs"
          underline="always"
          mt={2}
          display="block"
          c={stands ? 'dimmed' : token('late')}
          onPointerEnter={() => prepare()}
          onFocus={() => prepare()}
          onClick={() => {
            prepare(() => notifyFailed(errors('connection')))
            setAsking(true)
          }}
        >
          {stands ? t('change') : t('explain')}
        </Anchor>
      )}
      {Dialog && (
        <Dialog
          opened={asking}
          reference={reference}
          metric={metric}
          clockId={clockId}
          reasons={reasons}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
