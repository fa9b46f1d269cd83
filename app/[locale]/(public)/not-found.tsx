import { getLocale } from 'next-intl/server'
import { NothingHere } from '@/app/_ui/nothing-here'
import { localeSchema } from '@/server/vocabulary/locale'
import { PublicScreen } from './_public-screen'

export default async function NotFound() {
  const locale = localeSchema.catch('en').parse(await getLocale())
  return (
    <PublicScreen locale={locale} path="/kb">
      <NothingHere area="public" home={`/${locale}/kb`} />
    </PublicScreen>
  )
}
