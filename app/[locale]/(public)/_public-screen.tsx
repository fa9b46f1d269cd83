import { Anchor, Box, Container, Group, Text } from '@mantine/core'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { currentViewer, homeOf } from '@/app/_server/viewer'
import { token } from '@/app/_ui/theme'
import { type AppLocale, locales } from '@/server/vocabulary/locale'

/**
 * The frame of a public page: links to the product, the knowledge base, the other language and the sign-in page.
 * @param path of this page below its language, such as `/kb`
 * @param spoken the languages in which this page exists
 */
export async function PublicScreen({
  locale,
  path,
  spoken = locales,
  children,
}: {
  locale: AppLocale
  path: string
  spoken?: readonly AppLocale[]
  children: ReactNode
}) {
  const [t, common, viewer] = await Promise.all([
    getTranslations({ locale, namespace: 'knowledge' }),
    getTranslations({ locale, namespace: 'common' }),
    currentViewer(),
  ])
  return (
    <>
      <Box component="header" data-print="hide" style={{ borderBottom: `1px solid ${token('line')}` }}>
        <Container size="lg" py="sm">
          <Group justify="space-between" gap="sm">
            <Group gap="md">
              <Anchor href="/" c="inherit" fw={650}>
                {common('product')}
              </Anchor>
              <Anchor href={`/${locale}/kb`} c="inherit">
                {t('title')}
              </Anchor>
            </Group>
            <Group gap="md">
              <Group component="nav" gap="sm" aria-label={common('account.language')}>
                {locales.map((each) => (
                  <Anchor
                    key={each}
                    href={`/${each}${spoken.includes(each) ? path : '/kb'}`}
                    lang={each}
                    hrefLang={each}
                    aria-current={each === locale ? 'true' : undefined}
                    c={each === locale ? 'inherit' : undefined}
                    fw={each === locale ? 600 : undefined}
                  >
                    {t(`language.${each}`)}
                  </Anchor>
                ))}
              </Group>
              <Anchor href={viewer ? homeOf(viewer) : '/signin'}>{viewer ? t('back') : t('signIn')}</Anchor>
            </Group>
          </Group>
        </Container>
      </Box>
      <Container component="main" size="lg" py="lg">
        {children}
      </Container>
      <Container component="footer" size="lg" py="lg">
        <Text fz="xs" c="dimmed">
          {t('foot')}
        </Text>
      </Container>
    </>
  )
}
