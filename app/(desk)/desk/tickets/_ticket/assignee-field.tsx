'use client'
import { Button, Group, Select } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useTRPC } from '@/app/_trpc/client'
import { notifyFailed } from '@/app/_ui/notify'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useViewer } from '@/app/_ui/viewer-context'
import type { TicketView } from '@/server/tickets/schema'

export function AssigneeField({ ticket }: { ticket: TicketView }) {
  const t = useTranslations('desk.context')
  const viewer = useViewer()
  const errorText = useErrorText()
  const trpc = useTRPC()
  const client = useQueryClient()
  const people = useQuery(trpc.tickets.people.queryOptions())
  const assign = useMutation(
    trpc.tickets.assign.mutationOptions({
      onSettled: () => client.invalidateQueries(trpc.tickets.get.queryFilter({ reference: ticket.reference })),
      onError: (error) => notifyFailed(errorText(error).message),
    }),
  )
  const set = (assigneeId: string | null) => assign.mutate({ reference: ticket.reference, assigneeId })
  return (
    <Group gap="xs" wrap="nowrap">
      <Select
        flex={1}
        size="xs"
        clearable
        searchable
        aria-label={t('assignee')}
        placeholder={t('nobody')}
        value={assign.isPending ? (assign.variables.assigneeId ?? null) : (ticket.assignee?.id ?? null)}
        onChange={set}
        data={(people.data ?? []).map((person) => ({ value: person.id, label: person.name }))}
      />
      {viewer && ticket.assignee?.id !== viewer.userId && (
        <Button variant="default" onClick={() => set(viewer.userId)} loading={assign.isPending}>
          {t('takeIt')}
        </Button>
      )}
    </Group>
  )
}
