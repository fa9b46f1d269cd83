import { insightRights } from '@/server/insight/rights.rules'
import { can } from '@/server/vocabulary/rights/rights'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { requireViewer } from '@/app/_server/viewer'
import { SystemScreen } from './system-screen'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('system')
  return { title: t('title') }
}

export default async function Page() {
  if (!can(await requireViewer(), insightRights.operate)) notFound()
  return <SystemScreen />
}
