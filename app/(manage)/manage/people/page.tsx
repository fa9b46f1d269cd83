import { accountsRights } from '@/server/accounts/rights.rules'
import { can } from '@/server/vocabulary/rights/rights'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { homeOf, requireViewer } from '@/app/_server/viewer'
import { PeopleScreen } from './people-screen'

export async function generateMetadata() {
  return { title: (await getTranslations('people'))('people') }
}

export default async function PeoplePage() {
  const viewer = await requireViewer()
  if (!can(viewer, accountsRights.readPeople, { organisationId: null })) redirect(homeOf(viewer))
  prefetch(trpc.accounts.people.list.queryOptions({}))
  prefetch(trpc.accounts.people.invitations.queryOptions({}))
  prefetch(trpc.accounts.organisations.list.queryOptions())
  return (
    <HydrateClient>
      <PeopleScreen editable={can(viewer, accountsRights.endAccounts)} />
    </HydrateClient>
  )
}
