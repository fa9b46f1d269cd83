'use client'
import { Button, Group, Select, SimpleGrid, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type FormEvent, useMemo } from 'react'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { TimeField } from '@/app/_ui/time-field'
import { useWeekdays } from '@/app/_ui/use-weekdays'
import { useViewer } from '@/app/_ui/viewer-context'
import type { DrillPlanView } from '@/server/paging/drill/drills'
import { useRefusalWords } from './use-refusal-words'
import { Form } from '@/app/_forms/form'
import { SettingsState } from '@/app/_forms/settings-state'
import { useSettings } from '@/app/_forms/use-settings'

/** The time of a policy's weekly drill: a weekday and a local time. */
export function DrillPlanForm({
  policy,
  plan,
  revision,
  onDone,
}: {
  policy: { id: string; name: string }
  plan: DrillPlanView | undefined
  revision: string
  onDone: () => void
}) {
  const t = useTranslations('oncall.drills')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const weekdays = useWeekdays()
  const refusalWords = useRefusalWords()
  const zone = useViewer()?.timeZone ?? 'UTC'
  const settings = useSettings({
    form: 'drill-plan',
    about: policy.id,
    current: {
      weekday: plan?.weekday ?? 2,
      localTime: plan?.localTime ?? '10:00',
      timeZone: plan?.timeZone ?? zone,
    },
    revision,
    describe: (values) => [
      [t('weekday'), weekdays[values.weekday] ?? ''],
      [t('time'), values.localTime],
      [t('zone'), values.timeZone],
    ],
  })
  const { weekday, localTime, timeZone } = settings.values
  const change = (part: Partial<typeof settings.values>) => settings.setValues({ ...settings.values, ...part })
  const close = () => {
    settings.end()
    onDone()
  }
  const zones = useMemo(
    () => [...new Set(['UTC', zone, timeZone, ...Intl.supportedValuesOf('timeZone')])],
    [zone, timeZone],
  )
  const save = useMutation(
    trpc.paging.planDrill.mutationOptions({
      onError: () => queries.invalidateQueries(trpc.paging.drills.queryFilter()),
      onSuccess: async (_, { plan: planned }) => {
        notifyDone(t(planned ? 'saved' : 'stopped'))
        await queries.invalidateQueries(trpc.paging.drills.queryFilter())
        close()
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const planned = { weekday, localTime: localTime.slice(0, 5), timeZone }
    if (!save.isPending) save.mutate({ policyId: policy.id, plan: planned, basedOn: settings.basedOn })
  }
  return (
    <Form onSubmit={submit} aria-label={t('planOf', { policy: policy.name })}>
      <Stack gap="sm" maw="var(--nd-reading)">
        <Text fw={550}>{policy.name}</Text>
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
          <Select
            label={t('weekday')}
            data={weekdays.map((label, value) => ({ value: String(value), label }))}
            allowDeselect={false}
            value={String(weekday)}
            onChange={(value) => change({ weekday: Number(value) })}
          />
          <TimeField label={t('time')} value={localTime} onChange={(value) => change({ localTime: value })} />
          <Select
            label={t('zone')}
            data={zones}
            searchable
            allowDeselect={false}
            value={timeZone}
            onChange={(value) => value && change({ timeZone: value })}
          />
        </SimpleGrid>
        <SettingsState settings={settings} />
        <Notice text={settings.conflict ? null : refusalWords(save.error)} />
        <Group gap="sm">
          <Button type="submit" size="sm" loading={save.isPending && save.variables.plan !== null}>
            {t('save')}
          </Button>
          <Button variant="default" size="sm" onClick={close}>
            {t('cancel')}
          </Button>
          {plan?.nextAt && (
            <Button
              variant="subtle"
              size="sm"
              loading={save.isPending && save.variables.plan === null}
              onClick={() => save.mutate({ policyId: policy.id, plan: null, basedOn: settings.basedOn })}
            >
              {t('stop')}
            </Button>
          )}
        </Group>
      </Stack>
    </Form>
  )
}
