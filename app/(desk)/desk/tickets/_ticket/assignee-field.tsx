'use client'
import { Button, Group, Select } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { notifyFailed } from '@/app/_ui/notify'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useViewer } from '@/app/_ui/viewer-context'
import { mayAssign } from '@/server/tickets/conversation/conduct.rules'
import type { PersonView } from '@/server/tickets/schema'
import type { TicketView } from '@/server/tickets/reading/schema'
import { HandoverDialog } from './handover-dialog'

/** The ticket's assignee. Assigning an S1 or S2 to somebody else first asks for a handoff brief. */
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
  // The ticket names its assignee, so that "nobody" is not shown while the list of people is loading.
  const others = people.data ?? []
  const { assignee } = ticket
  const known = assignee && !others.some(({ id }) => id === assignee.id) ? [assignee, ...others] : others
  const [to, setTo] = useState<PersonView | null>(null)
  const isFree = (assigneeId: string | null) =>
    viewer !== null &&
    mayAssign(
      { severity: ticket.severity, status: ticket.status, assigneeId: ticket.assignee?.id ?? null },
      assigneeId,
      viewer.userId,
    ) === null
  const set = (assigneeId: string | null) => {
    if (isFree(assigneeId)) assign.mutate({ reference: ticket.reference, assigneeId })
    else setTo(people.data?.find(({ id }) => id === assigneeId) ?? null)
  }
  return (
    <Group gap="xs" wrap="nowrap">
      <Select
        flex={1}
        size="xs"
        clearable={isFree(null)}
        allowDeselect={isFree(null)}
        searchable
        aria-label={t('assignee')}
        placeholder={t('nobody')}
        value={assign.isPending ? (assign.variables.assigneeId ?? null) : (ticket.assignee?.id ?? null)}
        onChange={set}
        data={known.map((person) => ({ value: person.id, label: person.name }))}
      />
      {viewer && ticket.assignee?.id !== viewer.userId && (
        <Button variant="default" onClick={() => set(viewer.userId)} loading={assign.isPending}>
          {t('takeIt')}
        </Button>
      )}
      <HandoverDialog ticket={ticket} to={to} onClose={() => setTo(null)} />
    </Group>
  )
}
