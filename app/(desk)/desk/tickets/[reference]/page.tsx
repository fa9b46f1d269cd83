import { TRPCError } from '@trpc/server'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { fetched, HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { requireViewer } from '@/app/_server/viewer'
import { referenceSchema } from '@/server/tickets/schema'
import { DeskTicketScreen } from '../_ticket/desk-ticket-screen'

interface Props {
  params: Promise<{ reference: string }>
}

const readTicket = cache(async (written: string) => {
  const reference = referenceSchema.safeParse(decodeURIComponent(written))
  if (!reference.success) notFound()
  try {
    return await fetched(trpc.tickets.get.queryOptions({ reference: reference.data }))
  } catch (error) {
    if (error instanceof TRPCError && error.code === 'NOT_FOUND') notFound()
    throw error
  }
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requireViewer()
  const ticket = await readTicket((await params).reference)
  return { title: `${ticket.reference} ${ticket.subject}` }
}

export default async function Page({ params }: Props) {
  await requireViewer()
  const { reference } = await readTicket((await params).reference)
  prefetch(trpc.handoffs.ofTicket.queryOptions({ reference }))
  prefetch(trpc.tickets.people.queryOptions())
  prefetch(trpc.accounts.teams.queryOptions())
  return (
    <HydrateClient>
      <DeskTicketScreen reference={reference} />
    </HydrateClient>
  )
}
