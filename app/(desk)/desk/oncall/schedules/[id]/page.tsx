import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { caller } from '@/app/_server/caller'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { currentContext, requireViewer } from '@/app/_server/viewer'
import { isManager } from '@/server/accounts/schema'
import { NewScheduleScreen } from './new-schedule-screen'
import { ScheduleScreen } from './schedule-screen'

const shownMs = 90 * 86_400_000

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
  const known = await (await caller()).oncall.now()
  if (!known.some(({ scheduleId }) => scheduleId === id)) notFound()
  const to = new Date(from.getTime() + shownMs)
  prefetch(trpc.oncall.schedule.queryOptions({ id, from, to }))
  return (
    <HydrateClient>
      <ScheduleScreen id={id} from={from} to={to} />
    </HydrateClient>
  )
}
