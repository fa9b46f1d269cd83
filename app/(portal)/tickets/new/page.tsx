import { TRPCError } from '@trpc/server'
import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { caller } from '@/app/_server/caller'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { requireViewer } from '@/app/_server/viewer'
import { referenceSchema } from '@/server/tickets/schema'
import { FilingScreen } from './filing-screen'
import { type Earlier, factsOfEarlier } from './filing-values'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('portal.filing')
  return { title: t('title') }
}

/**
 * Returns the facts of the closed ticket that is followed up; null when the reader may not see it, so that the form
 * still opens. An open ticket needs no follow-up: the reader is redirected to it.
 */
async function earlierTicket(reference: string): Promise<Earlier | null> {
  try {
    const ticket = await (await caller()).tickets.get({ reference })
    if (ticket.status !== 'closed') redirect(`/tickets/${reference}`)
    return { reference, subject: ticket.subject, facts: factsOfEarlier(ticket) }
  } catch (error) {
    if (error instanceof TRPCError && error.code === 'NOT_FOUND') return null
    throw error
  }
}

export default async function NewTicketPage({
  searchParams,
}: {
  searchParams: Promise<{ followUp?: string | string[] }>
}) {
  await requireViewer()
  const followUp = referenceSchema.safeParse((await searchParams).followUp)
  prefetch(trpc.tickets.options.queryOptions())
  const earlier = followUp.success ? await earlierTicket(followUp.data) : null
  return (
    <HydrateClient>
      <FilingScreen key={earlier?.reference ?? 'new'} earlier={earlier} />
    </HydrateClient>
  )
}
