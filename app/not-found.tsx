import { Button, Container, Stack, Text, Title } from '@mantine/core'
import { getTranslations } from 'next-intl/server'

export default async function NotFound() {
  const t = await getTranslations('common.notFound')
  return (
    <Container component="main" size="xs" py={96}>
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
