'use client'
import { Button, Fieldset, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { FormEvent } from 'react'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { TimeField } from '@/app/_ui/time-field'
import { useRefusalWords } from '../oncall/use-refusal-words'
import type { Contacts } from './contact-method-view'
import { Form } from '@/app/_forms/form'
import { SettingsState } from '@/app/_forms/settings-state'
import { useSettings } from '@/app/_forms/use-settings'

const night = { from: '22:00', to: '08:00' }

/** The hours in which the reader wants no low-urgency notifications, in the reader's zone. */
export function QuietHoursForm({
  hours,
  revision,
  timeZone,
}: {
  hours: Contacts['quietHours']
  revision: string
  timeZone: string
}) {
  const t = useTranslations('oncall.me.quiet')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const refusalWords = useRefusalWords()
  const settings = useSettings({
    form: 'quiet-hours',
    about: 'own',
    current: hours ?? night,
    revision,
    describe: (values) => [
      [t('from'), values.from],
      [t('to'), values.to],
    ],
  })
  const { from, to } = settings.values
  const save = useMutation(
    trpc.paging.saveQuietHours.mutationOptions({
      onError: () => queries.invalidateQueries({ queryKey: trpc.paging.contacts.queryKey() }),
      onSuccess: async (_, input) => {
        notifyDone(t(input.hours ? 'saved' : 'removed'))
        await queries.invalidateQueries({ queryKey: trpc.paging.contacts.queryKey() })
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!save.isPending) save.mutate({ hours: { from, to }, basedOn: settings.basedOn })
  }
  return (
    <Form onSubmit={submit}>
      <Fieldset legend={t('title')}>
        <Stack gap="sm">
          <Text c="dimmed">{hours ? t('now', { ...hours, zone: timeZone }) : t('none')}</Text>
          <Group align="flex-end" gap="sm">
            <TimeField label={t('from')} value={from} onChange={(value) => settings.setValues({ from: value, to })} />
            <TimeField label={t('to')} value={to} onChange={(value) => settings.setValues({ from, to: value })} />
          </Group>
          <SettingsState settings={settings} />
          <Notice text={settings.conflict ? null : refusalWords(save.error)} />
          <Group gap="sm">
            <Button type="submit" size="sm" loading={save.isPending}>
              {t('save')}
            </Button>
            {hours && (
              <Button
                size="sm"
                variant="default"
                onClick={() => save.mutate({ hours: null, basedOn: settings.basedOn })}
              >
                {t('remove')}
              </Button>
            )}
          </Group>
        </Stack>
      </Fieldset>
    </Form>
  )
}
