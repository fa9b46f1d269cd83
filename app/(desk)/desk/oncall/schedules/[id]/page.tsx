import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { caller } from '@/app/_server/caller'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { currentContext, requireViewer } from '@/app/_server/viewer'
import { isManager } from '@/server/accounts/schema'
import { rangeFrom } from '../../timeline-scale'
import { NewScheduleScreen } from './new-schedule-screen'
import { ScheduleScreen } from './schedule-screen'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('oncall')
  return { title: t('column.schedule') }
}

export default async function SchedulePage({ params }: { params: Promise<{ id: string }> }) {
  const viewer = await requireViewer()
  const { id } = await params
  const from = (await currentContext()).now()
  prefetch(trpc.paging.policies.queryOptions())
  if (id === 'new') {
    if (!isManager(viewer)) notFound()
    return (
      <HydrateClient>
        <NewScheduleScreen now={from} timeZone={viewer.timeZone} />
      </HydrateClient>
    )
  }
  const api = await caller()
  const known = await api.oncall.now()
  if (!known.some(({ scheduleId }) => scheduleId === id)) notFound()
  const range = rangeFrom(from.getTime(), 'fortnight', viewer.timeZone)
  const drawn = await api.oncall.schedule({ id, from: new Date(range.from), to: new Date(range.to) })
  return (
    <HydrateClient>
      <ScheduleScreen id={id} drawn={drawn} />
    </HydrateClient>
  )
}
