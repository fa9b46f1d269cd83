'use client'
import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { token } from '@/app/_ui/theme'
import { useErrorText } from '@/app/_ui/use-error-text'
import { serverNowMs } from '@/app/_ui/server-clock'
import { mergeNeedsAnswer } from '@/server/tickets/conversation/conduct.rules'
import type { TicketView } from '@/server/tickets/reading/schema'

/** Asks into which older ticket this one is merged; merging closes this one permanently. */
export function MergeDialog({ ticket, opened, onClose }: { ticket: TicketView; opened: boolean; onClose: () => void }) {
  const t = useTranslations('desk.actions')
  const dialog = useTranslations('common.dialog')
  const errors = useTranslations('errors')
  const errorText = useErrorText()
  const trpc = useTRPC()
  const client = useQueryClient()
  const [into, setInto] = useState<string | null>(null)
  const candidates = useQuery(
    trpc.tickets.queue.queryOptions({ view: 'open', organisationId: ticket.organisation.id }, { enabled: opened }),
  )
  const merge = useMutation(
    trpc.tickets.merge.mutationOptions({
      onSuccess: async () => {
        onClose()
        await client.invalidateQueries(trpc.tickets.get.queryFilter({ reference: ticket.reference }))
      },
    }),
  )
  const needsAnswer =
    mergeNeedsAnswer(
      ticket.clocks.map((clock) => ({ ...clock, ended: clock.state === 'ended', breached: clock.breachedAt !== null })),
      new Date(serverNowMs()),
    ) !== null
  const problem = merge.error ? errorText(merge.error) : null
  const older = (candidates.data?.rows ?? []).filter((row) => row.createdAt < ticket.createdAt)
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('mergeTitle', { reference: ticket.reference })}
      closeButtonProps={{ 'aria-label': dialog('close') }}
    >
      <Stack gap="md">
        <Text>{t('mergeText')}</Text>
        {needsAnswer && (
          <Text role="alert" c={token('late')}>
            {errors('mergeNeedsAnswer')}
          </Text>
        )}
        <Select
          label={t('mergeInto')}
          data={older.map((row) => ({ value: row.reference, label: `${row.reference} ${row.subject}` }))}
          value={into}
          onChange={setInto}
          searchable
          placeholder={candidates.isSuccess && older.length === 0 ? t('mergeNone') : undefined}
          disabled={candidates.isSuccess && older.length === 0}
          error={problem?.fieldErrors.into}
        />
        {problem && !problem.fieldErrors.into && (
          <Text role="alert" c={token('late')}>
            {problem.message}
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button
            disabled={!into || needsAnswer}
            loading={merge.isPending}
            onClick={() => into && merge.mutate({ reference: ticket.reference, into })}
          >
            {t('merge')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
