import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { requireViewer } from '@/app/_server/viewer'
import { referenceSchema } from '@/server/tickets/schema'
import { FilingScreen } from './filing-screen'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('portal.filing')
  return { title: t('title') }
}

export default async function NewTicketPage({
  searchParams,
}: {
  searchParams: Promise<{ followUp?: string | string[] }>
}) {
  await requireViewer()
  const followUp = referenceSchema.safeParse((await searchParams).followUp)
  prefetch(trpc.tickets.options.queryOptions())
  return (
    <HydrateClient>
      <FilingScreen followUpOf={followUp.success ? followUp.data : null} />
    </HydrateClient>
  )
}
