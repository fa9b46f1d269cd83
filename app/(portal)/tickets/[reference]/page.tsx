import { isStaff } from '@/server/vocabulary/rights/actor'
import { TRPCError } from '@trpc/server'
import type { Metadata } from 'next'
import { notFound, redirect } from 'next/navigation'
import { cache } from 'react'
import { caller } from '@/app/_server/caller'
import { requireViewer } from '@/app/_server/viewer'
import { CustomerTicketScreen } from './customer-ticket-screen'

interface Props {
  params: Promise<{ reference: string }>
}

/** Reads the ticket; another organisation's ticket, a missing one and a malformed reference are all "not found". */
const readTicket = cache(async (reference: string) => {
  try {
    return await (await caller()).tickets.get({ reference })
  } catch (error) {
    if (error instanceof TRPCError && (error.code === 'NOT_FOUND' || error.code === 'BAD_REQUEST')) notFound()
    throw error
  }
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await requireViewer()
  const ticket = await readTicket((await params).reference)
  return { title: `${ticket.reference} ${ticket.subject}` }
}

export default async function TicketPage({ params }: Props) {
  const viewer = await requireViewer()
  const ticket = await readTicket((await params).reference)
  // Mails contain the same link for everybody; staff are redirected to the desk.
  if (isStaff(viewer) && viewer.memberships.length === 0) redirect(`/desk/tickets/${ticket.reference}`)
  return <CustomerTicketScreen initial={ticket} />
}
