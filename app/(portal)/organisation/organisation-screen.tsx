'use client'
import { Select, Stack, Text } from '@mantine/core'
import { accountsRights } from '@/server/accounts/rights.rules'
import { can } from '@/server/vocabulary/rights/rights'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { ProfilePanel } from '@/app/_account/profile-panel'
import { ProjectsPanel } from '@/app/_account/projects-panel'
import { useTRPC } from '@/app/_trpc/client'
import { Screen } from '@/app/_ui/screen'
import type { Viewer } from '@/server/accounts/schema'
import { MembersPanel } from './members-panel'
import { OpenSwitch } from './open-switch'
import { PromisesPanel } from './promises-panel'

/** A customer's own organisation: its plan, people and projects, and the reader's own account. */
export function OrganisationScreen({ viewer }: { viewer: Viewer }) {
  const t = useTranslations('people')
  const trpc = useTRPC()
  const { data: organisations } = useSuspenseQuery(trpc.accounts.organisations.list.queryOptions())
  const [chosen, setChosen] = useState(viewer.memberships[0]?.organisationId ?? '')
  const membership = viewer.memberships.find((each) => each.organisationId === chosen)
  if (!membership) return null
  const organisation = organisations.find(({ id }) => id === chosen)
  const plan = organisation?.plan
  const editable = can(viewer, accountsRights.invite, { organisationId: chosen })

  return (
    <Screen
      title={membership.organisationName}
      width="form"
      actions={
        viewer.memberships.length > 1 && (
          <Select
            size="xs"
            aria-label={t('organisation')}
            data={viewer.memberships.map((each) => ({ value: each.organisationId, label: each.organisationName }))}
            value={chosen}
            allowDeselect={false}
            onChange={(next) => next && setChosen(next)}
          />
        )
      }
    >
      <Stack gap="xl">
        <Text c="dimmed">{plan ? t('onPlan', { plan: plan.name }) : t('onNoPlan')}</Text>
        <MembersPanel
          organisation={{ id: chosen, name: membership.organisationName, isVendor: false }}
          editable={editable}
        />
        {organisation && (
          <OpenSwitch
            organisationId={chosen}
            isOpen={organisation.isOpen}
            editable={can(viewer, accountsRights.openToMembers, { organisationId: chosen })}
          />
        )}
        {plan && <PromisesPanel planId={plan.id} />}
        <ProjectsPanel organisationId={chosen} editable={editable} />
        <ProfilePanel viewer={viewer} />
      </Stack>
    </Screen>
  )
}
