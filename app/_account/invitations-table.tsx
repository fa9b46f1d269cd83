'use client'
import { Button, Group, Text } from '@mantine/core'
import { Table } from '@/app/_ui/light'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { DataTable } from '@/app/_ui/data-table'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone, notifyFailed } from '@/app/_ui/notify'
import { TimeText } from '@/app/_ui/time-text'
import { useErrorText } from '@/app/_ui/use-error-text'
import type { InvitationView } from '@/server/accounts/schema'

/** Open invitations, with buttons to resend and to revoke them. */
export function InvitationsTable({
  invitations,
  withOrganisation = false,
}: {
  invitations: InvitationView[]
  withOrganisation?: boolean
}) {
  const t = useTranslations('people')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const onError = (error: unknown) => notifyFailed(errorText(error).message)
  const reload = () => queries.invalidateQueries(trpc.accounts.people.pathFilter())
  const resend = useMutation(
    trpc.accounts.people.resend.mutationOptions({
      onError,
      onSuccess: async () => {
        await reload()
        notifyDone(t('resent'))
      },
    }),
  )
  const revoke = useMutation(
    trpc.accounts.people.revoke.mutationOptions({
      onError,
      onSuccess: async () => {
        await reload()
        notifyDone(t('revoked'))
      },
    }),
  )
  if (invitations.length === 0) return <Text c="dimmed">{t('noInvitations')}</Text>
  return (
    <DataTable minWidth={560}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('email')}</Table.Th>
          {withOrganisation && <Table.Th>{t('organisation')}</Table.Th>}
          <Table.Th>{t('roles')}</Table.Th>
          <Table.Th>{t('expires')}</Table.Th>
          <Table.Th>{t('actions')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {invitations.map((each) => (
          <Table.Tr key={each.id}>
            <Table.Td>{each.email}</Table.Td>
            {withOrganisation && <Table.Td>{each.organisationName}</Table.Td>}
            <Table.Td>{each.roles.map((role) => t(`role.${role}`)).join(t('comma'))}</Table.Td>
            <Table.Td>
              <TimeText at={each.expiresAt} />
            </Table.Td>
            <Table.Td>
              <Group gap="xs" wrap="nowrap">
                <Button
                  variant="default"
                  aria-label={t('resendTo', { email: each.email })}
                  loading={resend.isPending && resend.variables.invitationId === each.id}
                  onClick={() => resend.mutate({ invitationId: each.id })}
                >
                  {t('resend')}
                </Button>
                <Button
                  variant="subtle"
                  aria-label={t('revokeOf', { email: each.email })}
                  loading={revoke.isPending && revoke.variables.invitationId === each.id}
                  onClick={() => revoke.mutate({ invitationId: each.id })}
                >
                  {t('revoke')}
                </Button>
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </DataTable>
  )
}
