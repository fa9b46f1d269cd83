import { notFound } from 'next/navigation'
import { setRequestLocale } from 'next-intl/server'
import type { ReactNode } from 'react'
import { localeSchema } from '@/server/vocabulary/schemas/words'

/** The public pages: rendered on the server, readable without JavaScript, and with hardly any of their own. */
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
  return children
}
