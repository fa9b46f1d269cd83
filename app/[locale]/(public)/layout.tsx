import { notFound } from 'next/navigation'
import { setRequestLocale } from 'next-intl/server'
import type { ReactNode } from 'react'
import { AreaMessages } from '@/app/_i18n/area-messages'
import { localeSchema } from '@/server/vocabulary/locale'

/** The public pages: rendered on the server, readable without JavaScript. */
export default async function PublicLayout({
  children,
  params,
}: {
  children: ReactNode
  params: Promise<{ locale: string }>
}) {
  const locale = localeSchema.safeParse((await params).locale)
  if (!locale.success) notFound()
  setRequestLocale(locale.data)
  return <AreaMessages area="public">{children}</AreaMessages>
}
