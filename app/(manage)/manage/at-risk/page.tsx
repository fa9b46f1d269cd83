import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { AtRiskScreen } from './at-risk-screen'

export default async function Page() {
  prefetch(trpc.insight.atRisk.queryOptions())
  return (
    <HydrateClient>
      <AtRiskScreen />
    </HydrateClient>
  )
}
