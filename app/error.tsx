'use client'
import { Button, Container, Stack, Text, Title } from '@mantine/core'
import { useTranslations } from 'next-intl'

export default function FailedScreen({ reset }: { error: Error; reset: () => void }) {
  const t = useTranslations('common.failed')
  return (
    <Container size="xs" py={96} role="alert">
      <Stack align="flex-start">
        <Title order={1}>{t('title')}</Title>
        <Text c="dimmed">{t('text')}</Text>
        <Button variant="default" onClick={reset}>
          {t('again')}
        </Button>
      </Stack>
    </Container>
  )
}
