'use client'
import { Button, Container, Group, Stack, Text, Title } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import type { FrameArea } from './area-home'

export interface FailedProps {
  /** `digest` is the request id in the server's log; an error in the browser has none. */
  error: Error & { digest?: string }
  reset: () => void
}

/** Shown when a page could not be rendered: what happened, the id for support, and two actions. */
export function FailedScreen({ error, reset, area, home }: FailedProps & { area: FrameArea; home: string }) {
  const t = useTranslations('failure')
  const router = useRouter()
  const [trying, startTrying] = useTransition()
  const queries = useQueryClient()
  const again = () =>
    startTrying(() => {
      // The cached data of the failed screen may be the cause. The frame's queries are active and are kept.
      queries.removeQueries({ type: 'inactive' })
      // The server renders the page again; `reset` alone would only repeat its previous result.
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
          {/* A full page load, because a loaded part of the application may be the cause. */}
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
