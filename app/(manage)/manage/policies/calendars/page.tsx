import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { CalendarsScreen } from './calendars-screen'

export default async function Page() {
  prefetch(trpc.sla.calendars.queryOptions())
  return (
    <HydrateClient>
      <CalendarsScreen />
    </HydrateClient>
  )
}
