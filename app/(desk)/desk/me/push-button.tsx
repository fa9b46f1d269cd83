'use client'
import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { useRefusalWords } from '../oncall/use-refusal-words'
import { subscribeBrowser } from './subscribe-browser'

/** Lets this browser show pages, where the installation and the browser can. */
export function PushButton({ onSubscribed }: { onSubscribed: () => Promise<void> }) {
  const t = useTranslations('oncall.me')
  const trpc = useTRPC()
  const refusalWords = useRefusalWords()
  const { data: key } = useSuspenseQuery(trpc.paging.pushKey.queryOptions())
  const [problem, setProblem] = useState<string | null>(null)
  const subscribe = useMutation(
    trpc.paging.subscribePush.mutationOptions({
      onSuccess: async () => {
        notifyDone(t('pushEnabled'))
        await onSubscribed()
      },
    }),
  )
  if (!key) return <Text c="dimmed">{t('pushOff')}</Text>
  const enable = async () => {
    setProblem(null)
    const answer = await subscribeBrowser(key)
    if (typeof answer === 'string') setProblem(t(`push.${answer}`))
    else subscribe.mutate(answer)
  }
  return (
    <Stack gap="sm">
      <Group>
        <Button size="sm" variant="default" loading={subscribe.isPending} onClick={() => void enable()}>
          {t('enablePush')}
        </Button>
      </Group>
      <Notice text={problem ?? refusalWords(subscribe.error)} />
    </Stack>
  )
}
