'use client'
import { Anchor } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Box, Group, Text } from '@/app/_ui/light'
import { useServerNow } from '@/app/_ui/server-clock'
import { token } from '@/app/_ui/theme'
import { useTimes } from '@/app/_ui/use-times'
import { dueBefore } from '@/server/tickets/conversation/later.rules'
import type { TicketView } from '@/server/tickets/reading/schema'
import type { ComposerForms } from './use-composer-forms'

/** Says when the reply will be sent, and what falls due before. */
export function SendsLater({
  ticket,
  form,
  onChange,
}: {
  ticket: TicketView
  form: ComposerForms['reply']
  onChange: () => void
}) {
  const t = useTranslations('desk.composer.later')
  const field = useTranslations('field')
  const times = useTimes()
  const now = useServerNow(60_000)
  const at = new Date(form.values.sendAt ?? 0)
  return (
    <Box mt="xs">
      <Group gap="sm">
        <Anchor component="button" type="button" fz="xs" underline="always" onClick={onChange}>
          {t('sends', { when: times.near(at, now) })}
        </Anchor>
        <Anchor
          component="button"
          type="button"
          fz="xs"
          underline="always"
          c="dimmed"
          onClick={() => form.change({ sendAt: null })}
        >
          {t('cancel')}
        </Anchor>
      </Group>
      {form.fieldErrors.sendAt && (
        <Text fz="xs" role="alert" c={token('late')}>
          {form.fieldErrors.sendAt}
        </Text>
      )}
      {dueBefore(ticket.clocks, at).map(({ id, metric, dueAt }) => (
        <Text key={id} fz="xs" role="status" c={token('late')}>
          {t('crosses', { metric: field(`metric.${metric}`), when: dueAt ? times.near(dueAt, now) : '' })}
        </Text>
      ))}
    </Box>
  )
}
