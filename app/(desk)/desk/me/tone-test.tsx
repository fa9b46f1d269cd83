'use client'
import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { Notice } from '@/app/_account/notice'
import { playTone } from '@/app/_ui/tone'

/** A button that plays the tone of a page, to test it in advance. */
export function ToneTest() {
  const t = useTranslations('oncall.me.tone')
  const [outcome, setOutcome] = useState<Awaited<ReturnType<typeof playTone>> | null>(null)
  const play = async () => {
    setOutcome(null)
    setOutcome(await playTone())
  }
  return (
    <Stack gap="sm" component="section" aria-label={t('title')}>
      <Title order={2}>{t('title')}</Title>
      <Text c="dimmed" maw="var(--nd-reading)">
        {t('hint')}
      </Text>
      <Group>
        <Button size="sm" variant="default" onClick={() => void play()}>
          {t('play')}
        </Button>
      </Group>
      {outcome && <Notice kind={outcome === 'played' ? 'done' : 'refusal'} text={t(outcome)} />}
    </Stack>
  )
}
