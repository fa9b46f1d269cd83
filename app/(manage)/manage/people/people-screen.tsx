'use client'
import { Button, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { ConfirmModal } from '@/app/_account/confirm-modal'
import { InvitationsTable } from '@/app/_account/invitations-table'
import { InviteModal } from '@/app/_account/invite-modal'
import { PeopleTable } from '@/app/_account/people-table'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone, notifyFailed } from '@/app/_ui/notify'
import { Screen } from '@/app/_ui/screen'
import { useAddress } from '@/app/_ui/use-address'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useTypedFilter } from '@/app/_ui/use-typed-filter'
import type { PersonView } from '@/server/accounts/schema'

/** Everybody with an account, what they may do and where, and who is invited. */
export function PeopleScreen({ editable }: { editable: boolean }) {
  const t = useTranslations('people')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const { data: people } = useSuspenseQuery(trpc.accounts.people.list.queryOptions({}))
  const { data: invitations } = useSuspenseQuery(trpc.accounts.people.invitations.queryOptions({}))
  const { data: organisations } = useSuspenseQuery(trpc.accounts.organisations.list.queryOptions())
  const [params, change] = useAddress()
  const organisationId = params.get('organisation')
  const search = useTypedFilter(params.get('q') ?? '', (q) => change({ q, page: null }, 'replace'))
  const [inviting, setInviting] = useState(false)
  const [leaving, setLeaving] = useState<PersonView | null>(null)
  const onError = (error: unknown) => notifyFailed(errorText(error).message)
  const reload = () => queries.invalidateQueries(trpc.accounts.pathFilter())
  const deactivate = useMutation(
    trpc.accounts.people.deactivate.mutationOptions({
      onError,
      onSuccess: async () => {
        await reload()
        notifyDone(t('deactivatedDone'))
      },
      onSettled: () => setLeaving(null),
    }),
  )
  const reactivate = useMutation(
    trpc.accounts.people.reactivate.mutationOptions({
      onError,
      onSuccess: async () => {
        await reload()
        notifyDone(t('reactivatedDone'))
      },
    }),
  )
  const wanted = search.value.trim().normalize('NFKC').toLowerCase().split(/\s+/)
  const shown = people.filter(
    (person) =>
      wanted.every((word) => `${person.name} ${person.email}`.normalize('NFKC').toLowerCase().includes(word)) &&
      (!organisationId || person.memberships.some((membership) => membership.organisationId === organisationId)),
  )
  const invitable = organisations.filter((organisation) => !organisation.archivedAt)

  return (
    <Screen title={t('people')} actions={editable && <Button onClick={() => setInviting(true)}>{t('invite')}</Button>}>
      <Stack gap="xl">
        <Stack gap="sm">
          <Group gap="sm">
            <TextInput
              size="xs"
              aria-label={t('search')}
              placeholder={t('search')}
              value={search.value}
              onChange={(event) => search.change(event.currentTarget.value)}
            />
            <Select
              size="xs"
              aria-label={t('organisation')}
              placeholder={t('allOrganisations')}
              data={organisations.map(({ id, name }) => ({ value: id, label: name }))}
              value={organisationId}
              onChange={(value) => change({ organisation: value, page: null })}
              clearable
              clearButtonProps={{ 'aria-label': t('allOrganisations') }}
              searchable
            />
          </Group>
          {shown.length === 0 && <Text c="dimmed">{t('nobodyFound')}</Text>}
          {shown.length > 0 && (
            <PeopleTable
              people={shown}
              editable={editable}
              withOrganisation
              onDeactivate={setLeaving}
              onReactivate={({ id }) => reactivate.mutate({ userId: id })}
            />
          )}
        </Stack>
        <Stack gap="sm" component="section" aria-label={t('invitations')}>
          <Title order={2}>{t('invitations')}</Title>
          <InvitationsTable invitations={invitations} withOrganisation />
        </Stack>
      </Stack>
      <InviteModal opened={inviting} organisations={invitable} onClose={() => setInviting(false)} />
      <ConfirmModal
        opened={leaving !== null}
        title={t('deactivateTitle', { name: leaving?.name ?? '' })}
        text={t('deactivateText')}
        confirm={t('deactivate')}
        busy={deactivate.isPending}
        onConfirm={() => leaving && deactivate.mutate({ userId: leaving.id })}
        onClose={() => setLeaving(null)}
      />
    </Screen>
  )
}
