import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { caller } from '@/app/_server/caller'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { currentContext, requireViewer } from '@/app/_server/viewer'
import { instantOfLocal, localDayOf, localMsAt } from '@/server/time/local-time'
import { OnCallScreen } from './on-call-screen'

const dayMs = 86_400_000
const shownDays = 14

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('oncall')
  return { title: t('title') }
}

export default async function OnCallPage() {
  const { timeZone } = await requireViewer()
  const now = (await currentContext()).now().getTime()
  const today = localDayOf(localMsAt(now, timeZone))
  const from = new Date(instantOfLocal(today * dayMs, timeZone))
  const to = new Date(instantOfLocal((today + shownDays) * dayMs, timeZone))
  prefetch(trpc.paging.policies.queryOptions())
  prefetch(trpc.handoffs.next.queryOptions())
  const overview = await (await caller()).oncall.now()
  for (const { scheduleId } of overview) prefetch(trpc.oncall.schedule.queryOptions({ id: scheduleId, from, to }))
  return (
    <HydrateClient>
      <OnCallScreen drawn={overview} from={from} to={to} />
    </HydrateClient>
  )
}
