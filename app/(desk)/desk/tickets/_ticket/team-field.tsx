'use client'
import { Select } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { notifyFailed } from '@/app/_ui/notify'
import { useErrorText } from '@/app/_ui/use-error-text'
import type { TicketView } from '@/server/tickets/reading/schema'

/** The ticket's team, whose escalation policy the next page uses. Hidden when there are no teams. */
export function TeamField({ ticket }: { ticket: TicketView }) {
  const t = useTranslations('desk.context')
  const errorText = useErrorText()
  const trpc = useTRPC()
  const client = useQueryClient()
  const teams = useQuery(trpc.accounts.teams.queryOptions())
  const give = useMutation(
    trpc.tickets.setTeam.mutationOptions({
      onSettled: () => client.invalidateQueries(trpc.tickets.get.queryFilter({ reference: ticket.reference })),
      onError: (error) => notifyFailed(errorText(error).message),
    }),
  )
  if (!teams.data?.length && !ticket.team) return null
  return (
    <Select
      mt="xs"
      size="xs"
      clearable
      label={t('team')}
      placeholder={t('noTeam')}
      value={give.isPending ? give.variables.teamId : (ticket.team?.id ?? null)}
      onChange={(teamId) => give.mutate({ reference: ticket.reference, teamId })}
      data={(teams.data ?? (ticket.team ? [ticket.team] : [])).map(({ id, name }) => ({ value: id, label: name }))}
    />
  )
}
