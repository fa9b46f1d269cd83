'use client'
import { Button, Container, Group, Stack, Text, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import type { FrameArea } from './area-home'

export interface FailedProps {
  /** `digest` is the id under which the server logged it; an error of the browser has none. */
  error: Error & { digest?: string }
  reset: () => void
}

/** What stands where a page could not be drawn: what happened, the id for support, and two ways on. */
export function FailedScreen({ error, reset, area, home }: FailedProps & { area: FrameArea; home: string }) {
  const t = useTranslations('failure')
  const router = useRouter()
  const [trying, startTrying] = useTransition()
  const queries = useQueryClient()
  const again = () =>
    startTrying(() => {
      // The answers of the screen that failed may be what it failed on. The frame keeps its own: they are in use.
      queries.removeQueries({ type: 'inactive' })
      // The server draws the page anew; `reset` alone would only draw again what it answered before.
      router.refresh()
      reset()
    })
  return (
    <Container size="xs" py={96} role="alert">
      <Stack align="flex-start">
        <Title order={1}>{t('title')}</Title>
        <Text c="dimmed">{t('text')}</Text>
        <Group gap="sm">
          <Button onClick={again} loading={trying}>
            {t('again')}
          </Button>
          {/* A document load: what failed may be a part of the application that is already loaded. */}
          <Button component="a" href={home} variant="default">
            {t(`back.${area}`)}
          </Button>
        </Group>
        {error.digest && (
          <Text fz="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {t('id', { id: error.digest })}
          </Text>
        )}
      </Stack>
    </Container>
  )
}
