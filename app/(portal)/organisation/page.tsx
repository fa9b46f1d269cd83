import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { homeOf, requireViewer } from '@/app/_server/viewer'
import { OrganisationScreen } from './organisation-screen'

export async function generateMetadata() {
  return { title: (await getTranslations('people'))('organisation') }
}

export default async function OrganisationPage() {
  const viewer = await requireViewer()
  const first = viewer.memberships[0]
  if (!first) redirect(homeOf(viewer))
  prefetch(trpc.accounts.organisations.list.queryOptions())
  prefetch(trpc.sla.publicMatrix.queryOptions())
  prefetch(trpc.accounts.people.list.queryOptions({ organisationId: first.organisationId }))
  prefetch(trpc.accounts.projects.list.queryOptions({ organisationId: first.organisationId }))
  return (
    <HydrateClient>
      <OrganisationScreen viewer={viewer} />
    </HydrateClient>
  )
}
