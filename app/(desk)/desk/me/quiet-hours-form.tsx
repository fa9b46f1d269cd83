'use client'
import { Button, Fieldset, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { TimeField } from '@/app/_ui/time-field'
import { useRefusalWords } from '../oncall/use-refusal-words'
import type { Contacts } from './contact-method-view'
import { Form } from '@/app/_forms/form'

const night = { from: '22:00', to: '08:00' }

/** When the reader wants to hear of nothing of low urgency, in their own zone. */
export function QuietHoursForm({ hours, timeZone }: { hours: Contacts['quietHours']; timeZone: string }) {
  const t = useTranslations('oncall.me.quiet')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const refusalWords = useRefusalWords()
  const [{ from, to }, setHours] = useState(hours ?? night)
  const save = useMutation(
    trpc.paging.saveQuietHours.mutationOptions({
      onSuccess: async (_, input) => {
        notifyDone(t(input.hours ? 'saved' : 'removed'))
        await queries.invalidateQueries({ queryKey: trpc.paging.contacts.queryKey() })
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ hours: { from, to } })
  }
  return (
    <Form onSubmit={submit}>
      <Fieldset legend={t('title')}>
        <Stack gap="sm">
          <Text c="dimmed">{hours ? t('now', { ...hours, zone: timeZone }) : t('none')}</Text>
          <Group align="flex-end" gap="sm">
            <TimeField label={t('from')} value={from} onChange={(value) => setHours({ from: value, to })} />
            <TimeField label={t('to')} value={to} onChange={(value) => setHours({ from, to: value })} />
          </Group>
          <Notice text={refusalWords(save.error)} />
          <Group gap="sm">
            <Button type="submit" size="sm" loading={save.isPending}>
              {t('save')}
            </Button>
            {hours && (
              <Button size="sm" variant="default" onClick={() => save.mutate({ hours: null })}>
                {t('remove')}
              </Button>
            )}
          </Group>
        </Stack>
      </Fieldset>
    </Form>
  )
}
