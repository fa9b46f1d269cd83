import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { caller } from '@/app/_server/caller'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { currentContext, requireViewer } from '@/app/_server/viewer'
import { CalendarScreen } from '../calendar-screen'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('calendar')
  return { title: t('title') }
}

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const viewer = await requireViewer()
  const { id } = await params
  const year = (await currentContext()).now().getUTCFullYear()
  if (id !== 'new') {
    const known = await (await caller()).sla.calendars()
    if (!known.some((calendar) => calendar.id === id)) notFound()
  }
  prefetch(trpc.sla.calendars.queryOptions())
  return (
    <HydrateClient>
      <CalendarScreen id={id === 'new' ? null : id} timeZone={viewer.timeZone} year={year} />
    </HydrateClient>
  )
}
