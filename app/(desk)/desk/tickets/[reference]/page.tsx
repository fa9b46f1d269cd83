import { notFound } from 'next/navigation'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { referenceSchema } from '@/server/tickets/schema'
import { DeskTicketScreen } from '../_ticket/desk-ticket-screen'

export default async function Page({ params }: { params: Promise<{ reference: string }> }) {
  const reference = referenceSchema.safeParse(decodeURIComponent((await params).reference))
  if (!reference.success) notFound()
  prefetch(trpc.tickets.get.queryOptions({ reference: reference.data }))
  prefetch(trpc.handoffs.ofTicket.queryOptions({ reference: reference.data }))
  return (
    <HydrateClient>
      <DeskTicketScreen reference={reference.data} />
    </HydrateClient>
  )
}
