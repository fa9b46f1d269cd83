import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { homeOf, requireViewer } from '@/app/_server/viewer'
import { ticketRights } from '@/server/tickets/rights.rules'
import { can } from '@/server/vocabulary/rights/rights'
import { RoutingScreen } from './routing-screen'

export async function generateMetadata() {
  return { title: (await getTranslations('manage.routing'))('title') }
}

export default async function RoutingPage() {
  const viewer = await requireViewer()
  if (!can(viewer, ticketRights.readRouting)) redirect(homeOf(viewer))
  prefetch(trpc.routing.get.queryOptions())
  return (
    <HydrateClient>
      <RoutingScreen mayChange={can(viewer, ticketRights.changeRouting)} />
    </HydrateClient>
  )
}
