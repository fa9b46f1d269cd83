import { Button, Container, Stack, Text, Title } from '@mantine/core'
import { getTranslations } from 'next-intl/server'

/** What is not there, or not the reader's: both look the same. */
export async function NothingHere() {
  const t = await getTranslations('common.notFound')
  return (
    <Container size="xs" py={96}>
      <Stack align="flex-start">
        <Title order={1}>{t('title')}</Title>
        <Text c="dimmed">{t('text')}</Text>
        <Button component="a" href="/" variant="default">
          {t('home')}
        </Button>
      </Stack>
    </Container>
  )
}
