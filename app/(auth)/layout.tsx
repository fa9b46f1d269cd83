import { Anchor, Box, Paper, Stack } from '@mantine/core'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { AreaProviders } from '@/app/_server/area-providers'
import { LanguageLinks } from './language-links'

/** The frame of pages that need no sign-in, such as the sign-in page itself: one narrow column. */
export default async function AuthLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations('common')
  return (
    <AreaProviders area="auth">
      <Stack component="main" mih="100dvh" align="center" justify="center" gap="lg" px="md" py="xl">
        <Box w="100%" maw="26rem">
          <Anchor href="/" fz="lg" fw={600} underline="never">
            {t('product')}
          </Anchor>
          <Paper p="xl" mt="md">
            {children}
          </Paper>
          <LanguageLinks />
        </Box>
      </Stack>
    </AreaProviders>
  )
}
