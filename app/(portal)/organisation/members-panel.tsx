'use client'
import { Button, Group, Skeleton, Stack, Title } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Suspense, useState } from 'react'
import { InvitationsTable } from '@/app/_account/invitations-table'
import { type InvitableOrganisation, InviteModal } from '@/app/_account/invite-modal'
import { PeopleTable } from '@/app/_account/people-table'
import { useTRPC } from '@/app/_trpc/client'

interface Props {
  organisation: InvitableOrganisation
  editable: boolean
}

/** The members of the organisation; a lead can also invite people and change roles. */
export function MembersPanel(props: Props) {
  return (
    <Suspense fallback={<Skeleton h="6rem" />}>
      <Members {...props} />
    </Suspense>
  )
}

function Members({ organisation, editable }: Props) {
  const t = useTranslations('people')
  const trpc = useTRPC()
  const [inviting, setInviting] = useState(false)
  const organisationId = organisation.id
  const { data: people } = useSuspenseQuery(trpc.accounts.people.list.queryOptions({ organisationId }))
  const { data: invitations } = useQuery({
    ...trpc.accounts.people.invitations.queryOptions({ organisationId }),
    enabled: editable,
  })
  return (
    <Stack gap="md" component="section" aria-label={t('members')}>
      <Group justify="space-between">
        <Title order={2}>{t('members')}</Title>
        {editable && (
          <Button variant="default" onClick={() => setInviting(true)}>
            {t('invite')}
          </Button>
        )}
      </Group>
      <PeopleTable people={people} editable={editable} />
      {invitations && invitations.length > 0 && (
        <>
          <Title order={3}>{t('invitations')}</Title>
          <InvitationsTable invitations={invitations} />
        </>
      )}
      <InviteModal opened={inviting} organisations={[organisation]} onClose={() => setInviting(false)} />
    </Stack>
  )
}
