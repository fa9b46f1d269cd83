import { getLocale } from 'next-intl/server'
import { NothingHere } from '@/app/_ui/nothing-here'
import { oneOf } from '@/server/vocabulary/list'
import { locales } from '@/server/vocabulary/locale'
import { PublicScreen } from './_public-screen'

export default async function NotFound() {
  const locale = oneOf(locales, await getLocale()) ?? 'en'
  return (
    <PublicScreen locale={locale} path="/kb">
      <NothingHere area="public" home={`/${locale}/kb`} />
    </PublicScreen>
  )
}
