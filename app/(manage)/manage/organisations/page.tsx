import { accountsRights } from '@/server/accounts/rights.rules'
import { can } from '@/server/vocabulary/rights/rights'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { homeOf, requireViewer } from '@/app/_server/viewer'
import { OrganisationsScreen } from './organisations-screen'

export async function generateMetadata() {
  return { title: (await getTranslations('people'))('organisations') }
}

export default async function OrganisationsPage() {
  const viewer = await requireViewer()
  if (!can(viewer, accountsRights.readEveryOrganisation)) redirect(homeOf(viewer))
  prefetch(trpc.accounts.organisations.list.queryOptions())
  prefetch(trpc.accounts.plans.queryOptions())
  return (
    <HydrateClient>
      <OrganisationsScreen editable={can(viewer, accountsRights.changeOrganisations)} />
    </HydrateClient>
  )
}
