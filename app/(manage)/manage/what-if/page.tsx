import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { z } from 'zod'
import { HydrateClient, prefetch, trpc } from '@/app/_server/trpc'
import { WhatIfScreen } from './what-if-screen'

/** `?replay=` shows a replay, `?version=` prepares a new one with that version as candidate. */
const address = z.object({
  replay: z.uuid().nullable().catch(null).default(null),
  version: z.uuid().nullable().catch(null).default(null),
})

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('common.rail')
  return { title: t('whatIf') }
}

export default async function Page({ searchParams }: { searchParams: Promise<Record<string, string | string[]>> }) {
  const { replay, version } = address.parse(await searchParams)
  prefetch(trpc.sla.policies.queryOptions())
  prefetch(trpc.whatIf.list.queryOptions())
  if (replay) prefetch(trpc.whatIf.get.queryOptions({ id: replay }))
  return (
    <HydrateClient>
      <WhatIfScreen replayId={replay} versionId={version} />
    </HydrateClient>
  )
}
