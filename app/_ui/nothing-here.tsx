import { Button, Container, Stack, Text, Title } from '@mantine/core'
import { getTranslations } from 'next-intl/server'
import type { FrameArea } from './area-home'

/** The "not found" page, also for things that the reader may not see: both look the same. */
export async function NothingHere({ area, home }: { area: FrameArea; home: string }) {
  const [t, ways] = await Promise.all([getTranslations('common.notFound'), getTranslations('failure.back')])
  return (
    <Container size="xs" py={96}>
      <Stack align="flex-start">
        <Title order={1}>{t('title')}</Title>
        <Text c="dimmed">{t('text')}</Text>
        <Button component="a" href={home} variant="default">
          {ways(area)}
        </Button>
      </Stack>
    </Container>
  )
}
