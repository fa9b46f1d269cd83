'use client'
import { Button, Group } from '@mantine/core'
import { useRouter } from 'next/navigation'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { chooseLocale } from '@/app/_i18n/choose-locale'
import { locales } from '@/server/vocabulary/locale'

/** Lets people without an account choose the language. */
export function LanguageLinks() {
  const t = useTranslations('auth')
  const current = useLocale()
  const router = useRouter()
  return (
    <Group component="nav" gap="xs" mt="sm" aria-label={t('language')}>
      {locales.map((locale) => (
        <Button
          key={locale}
          variant="subtle"
          lang={locale}
          aria-current={locale === current}
          fw={locale === current ? 600 : 400}
          onClick={async () => {
            await chooseLocale(locale)
            router.refresh()
          }}
        >
          {t(`languages.${locale}`)}
        </Button>
      ))}
    </Group>
  )
}
