import { TRPCError } from '@trpc/server'
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { notFound } from 'next/navigation'
import { z } from 'zod'
import { caller } from '@/app/_server/caller'
import { requireViewer } from '@/app/_server/viewer'
import { HandoffScreen } from './handoff-screen'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('handoff')
  return { title: t('title') }
}

async function briefOf(text: string) {
  await requireViewer()
  const id = z.uuid().safeParse(text)
  if (!id.success) notFound()
  const { handoffs } = await caller()
  try {
    return await handoffs.get({ id: id.data })
  } catch (error) {
    if (error instanceof TRPCError && (error.code === 'NOT_FOUND' || error.code === 'FORBIDDEN')) notFound()
    throw error
  }
}

export default async function BriefPage({ params }: { params: Promise<{ id: string }> }) {
  const initial = await briefOf((await params).id)
  return <HandoffScreen key={initial.id} initial={initial} />
}
