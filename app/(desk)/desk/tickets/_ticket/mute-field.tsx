'use client'
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { Group, Text } from '@/app/_ui/light'
import { notifyFailed } from '@/app/_ui/notify'
import { useErrorText } from '@/app/_ui/use-error-text'

/** Mutes the ticket for the reader; what still reaches them stands beside the button. */
export function MuteField({ reference }: { reference: string }) {
  const t = useTranslations('desk.mute')
  const errorText = useErrorText()
  const trpc = useTRPC()
  const client = useQueryClient()
  const { data: muted } = useQuery(trpc.inbox.muted.queryOptions({ reference }))
  const mute = useMutation(
    trpc.inbox.mute.mutationOptions({
      onSuccess: () => client.invalidateQueries(trpc.inbox.muted.queryFilter({ reference })),
      onError: (error) => notifyFailed(errorText(error).message),
    }),
  )
  if (muted === undefined) return null
  return (
    <Group mt="xs" gap="xs" justify="space-between">
      <Button
        variant="default"
        size="compact-xs"
        loading={mute.isPending}
        aria-describedby="mute-hint"
        onClick={() => mute.mutate({ reference, muted: !muted })}
      >
        {t(muted ? 'end' : 'mute')}
      </Button>
      <Text fz="xs" c="dimmed" id="mute-hint" role="status">
        {t(muted ? 'muted' : 'hint')}
      </Text>
    </Group>
  )
}
