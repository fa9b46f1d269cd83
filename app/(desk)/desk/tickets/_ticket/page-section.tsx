'use client'
import { Button, Group, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import type { ComponentType, ReactNode } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone, notifyFailed } from '@/app/_ui/notify'
import { TimeText } from '@/app/_ui/time-text'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useTimes } from '@/app/_ui/use-times'
import type { TicketView } from '@/server/tickets/schema'

/** Who was paged for this ticket, who acknowledged and after how long; acknowledging is one click. */
export function PageSection({
  ticket,
  Section,
}: {
  ticket: TicketView
  Section: ComponentType<{ title: string; aside?: ReactNode; children: ReactNode }>
}) {
  const t = useTranslations('desk.page')
  const times = useTimes()
  const errorText = useErrorText()
  const trpc = useTRPC()
  const client = useQueryClient()
  const acknowledge = useMutation(
    trpc.paging.acknowledge.mutationOptions({
      onSuccess: async () => {
        notifyDone(t('done'))
        await client.invalidateQueries()
      },
      onError: (error) => notifyFailed(errorText(error).message),
    }),
  )
  const { page } = ticket
  if (!page)
    return (
      <Section title={t('title')}>
        <Text c="dimmed">{t('none')}</Text>
      </Section>
    )
  const waits = page.state === 'open' || page.state === 'unanswered'
  return (
    <Section title={t('title')} aside={t(`state.${page.state}`)}>
      {page.acknowledgedBy && page.acknowledgedAt ? (
        <Text>
          {t('acknowledged', {
            name: page.acknowledgedBy.name,
            length: times.length(page.acknowledgedAt.getTime() - page.openedAt.getTime()),
          })}
        </Text>
      ) : (
        <Text component="div">
          {t('openedAt')} <TimeText at={page.openedAt} />
          {page.nextAt && waits && (
            <>
              {' · '}
              {t('nextAt')} <TimeText at={page.nextAt} />
            </>
          )}
        </Text>
      )}
      {page.responders.length > 0 && (
        <Text fz="xs" c="dimmed" mt={4}>
          {t('notified', { names: [...new Set(page.responders.map((responder) => responder.name))].join(', ') })}
        </Text>
      )}
      {waits && (
        <Group mt="sm">
          <Button color="red.8" loading={acknowledge.isPending} onClick={() => acknowledge.mutate({ pageId: page.id })}>
            {t('acknowledge')}
          </Button>
        </Group>
      )}
    </Section>
  )
}
