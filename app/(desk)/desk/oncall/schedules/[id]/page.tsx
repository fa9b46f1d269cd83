import { oncallRights } from '@/server/oncall/rights.rules'
import { can } from '@/server/vocabulary/rights/rights'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { caller } from '@/app/_server/caller'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { currentContext, requireViewer } from '@/app/_server/viewer'
import { rangeFrom } from '../../timeline-scale'
import { NewScheduleScreen } from './new-schedule-screen'
import { ScheduleScreen } from './schedule-screen'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('oncall')
  return { title: t('column.schedule') }
}

/** The span of an override to create, from the URL; anything invalid is ignored. */
const wantedSpan = z.object({ from: z.coerce.date(), to: z.coerce.date() }).refine(({ from, to }) => to > from)

export default async function SchedulePage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>
  searchParams: Promise<Record<string, unknown>>
}) {
  const viewer = await requireViewer()
  const { id } = await params
  const from = (await currentContext()).now()
  const wanted = wantedSpan.safeParse(await searchParams).data ?? null
  prefetch(trpc.paging.policies.queryOptions())
  if (id === 'new') {
    if (!can(viewer, oncallRights.changeSchedules)) notFound()
    return (
      <HydrateClient>
        <NewScheduleScreen now={from} timeZone={viewer.timeZone} />
      </HydrateClient>
    )
  }
  const api = await caller()
  const known = await api.oncall.now()
  if (!known.some(({ scheduleId }) => scheduleId === id)) notFound()
  const range = rangeFrom(Math.max(from.getTime(), wanted?.from.getTime() ?? 0), 'fortnight', viewer.timeZone)
  const initial = await api.oncall.schedule({ id, from: new Date(range.from), to: new Date(range.to) })
  return (
    <HydrateClient>
      <ScheduleScreen id={id} initial={initial} wanted={wanted} />
    </HydrateClient>
  )
}
