'use client'
import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { Group, Text } from '@/app/_ui/light'
import { notifyFailed } from '@/app/_ui/notify'
import { onDemand } from '@/app/_ui/on-demand'
import { TimeText } from '@/app/_ui/time-text'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useViewer } from '@/app/_ui/viewer-context'
import type { TicketView } from '@/server/tickets/reading/schema'
import { ticketRights } from '@/server/tickets/rights.rules'
import { can } from '@/server/vocabulary/rights/rights'

const useDialog = onDemand(() => import('../../_snooze/snooze-dialog').then((file) => file.SnoozeDialog))

/** Until when the ticket is hidden from the lists; engineers change it while the ticket is open. */
export function SnoozeField({ ticket }: { ticket: TicketView }) {
  const t = useTranslations('desk.snooze')
  const errors = useTranslations('errors')
  const errorText = useErrorText()
  const viewer = useViewer()
  const trpc = useTRPC()
  const client = useQueryClient()
  const [Dialog, prepare] = useDialog()
  const [isAsking, setAsking] = useState(false)
  const snooze = useMutation(
    trpc.tickets.snooze.mutationOptions({
      onSuccess: () => setAsking(false),
      onSettled: () => client.invalidateQueries(trpc.tickets.get.queryFilter({ reference: ticket.reference })),
    }),
  )
  const { reference, snoozedUntil } = ticket
  const isOver = ticket.status === 'resolved' || ticket.status === 'closed'
  if (viewer === null || !can(viewer, ticketRights.triage) || (isOver && snoozedUntil === null)) return null
  return (
    <Group mt="xs" gap="xs" justify="space-between">
      {snoozedUntil ? (
        <>
          <Text fz="xs" component="div">
            {t.rich('until', { when: () => <TimeText at={snoozedUntil} /> })}
          </Text>
          <Button
            variant="default"
            size="compact-xs"
            loading={snooze.isPending}
            onClick={() =>
              snooze.mutate({ reference, until: null }, { onError: (error) => notifyFailed(errorText(error).message) })
            }
          >
            {t('end')}
          </Button>
        </>
      ) : (
        <Button
          variant="default"
          size="compact-xs"
          onPointerEnter={() => prepare()}
          onFocus={() => prepare()}
          onClick={() => {
            prepare(() => notifyFailed(errors('connection')))
            snooze.reset()
            setAsking(true)
          }}
        >
          {t('open')}
        </Button>
      )}
      {Dialog && isAsking && (
        <Dialog
          isSaving={snooze.isPending}
          problem={snooze.error ? errorText(snooze.error).message : null}
          onSave={(until) => snooze.mutate({ reference, until })}
          onClose={() => setAsking(false)}
        />
      )}
    </Group>
  )
}
