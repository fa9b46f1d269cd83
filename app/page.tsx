import { Anchor, Button, Container, Group, Stack, Text, Title } from '@mantine/core'
import { redirect } from 'next/navigation'
import { getLocale, getTranslations } from 'next-intl/server'
import { caller } from './_server/caller'
import { currentViewer, homeOf } from './_server/viewer'

/** The public start page; redirects signed-in people to their own start page. */
export default async function StartScreen() {
  const viewer = await currentViewer()
  if (viewer) redirect(homeOf(viewer))
  if (await (await caller()).accounts.setupNeeded()) redirect('/setup')
  const t = await getTranslations('common.home')
  return (
    <Container component="main" size="xs" py={96}>
      <Stack gap="md">
        <Title order={1}>{t('title')}</Title>
        <Text fz="lg" fw={550}>
          {t('lead')}
        </Text>
        <Text c="dimmed">{t('text')}</Text>
        <Group mt="md" gap="lg">
          <Button component="a" href="/signin" size="sm">
            {t('signIn')}
          </Button>
          <Anchor href={`/${await getLocale()}/kb`} underline="always">
            {t('knowledge')}
          </Anchor>
        </Group>
      </Stack>
    </Container>
  )
}
