import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { SlaScreen } from './_sla/sla-screen'

export default async function Page() {
  prefetch(trpc.insight.overview.queryOptions({ days: 30 }))
  prefetch(trpc.insight.breaches.queryOptions({ days: 30 }))
  return (
    <HydrateClient>
      <SlaScreen />
    </HydrateClient>
  )
}
