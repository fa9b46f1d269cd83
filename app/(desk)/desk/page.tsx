import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { queueSchema } from '@/server/tickets/schema'
import { QueueScreen } from './_queue/queue-screen'

export default async function Page() {
  prefetch(trpc.tickets.queue.queryOptions(queueSchema.parse({})))
  return (
    <HydrateClient>
      <QueueScreen />
    </HydrateClient>
  )
}
