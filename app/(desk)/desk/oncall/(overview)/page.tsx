import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { caller } from '@/app/_server/caller'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { currentContext, requireViewer } from '@/app/_server/viewer'
import { OnCallScreen } from '../on-call-screen'
import { rangeFrom } from '../timeline-scale'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('oncall')
  return { title: t('title') }
}

export default async function OnCallPage() {
  const { timeZone } = await requireViewer()
  const now = (await currentContext()).now().getTime()
  const range = rangeFrom(now, 'fortnight', timeZone)
  prefetch(trpc.paging.policies.queryOptions())
  prefetch(trpc.handoffs.next.queryOptions())
  const api = await caller()
  const [overview, lines] = await Promise.all([api.oncall.now(), api.paging.policiesNow()])
  const schedules = await Promise.all(
    overview.map(({ scheduleId: id }) =>
      api.oncall.schedule({ id, from: new Date(range.from), to: new Date(range.to) }),
    ),
  )
  return (
    <HydrateClient>
      <OnCallScreen schedules={schedules} lines={lines} />
    </HydrateClient>
  )
}
