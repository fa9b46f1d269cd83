import { Anchor, Box, Container, Group, Text } from '@mantine/core'
import { notFound } from 'next/navigation'
import { getTranslations, setRequestLocale } from 'next-intl/server'
import type { ReactNode } from 'react'
import { currentViewer, homeOf } from '@/app/_server/viewer'
import { token } from '@/app/_ui/theme'
import { localeSchema } from '@/server/accounts/schema'

/** The public pages: drawn on the server, readable without JavaScript. */
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
  const [t, viewer] = await Promise.all([
    getTranslations({ locale: locale.data, namespace: 'knowledge' }),
    currentViewer(),
  ])
  return (
    <div lang={locale.data}>
      <Box component="header" style={{ borderBottom: `1px solid ${token('line')}` }}>
        <Container size="lg" py="sm">
          <Group justify="space-between">
            <Anchor href={`/${locale.data}/kb`} c="inherit" fw={600}>
              {t('title')}
            </Anchor>
            <Anchor href={viewer ? homeOf(viewer) : '/signin'}>{viewer ? t('back') : t('signIn')}</Anchor>
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
    </div>
  )
}
