import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { PoliciesScreen } from './policies-screen'

export default async function Page() {
  prefetch(trpc.sla.policies.queryOptions())
  return (
    <HydrateClient>
      <PoliciesScreen />
    </HydrateClient>
  )
}
