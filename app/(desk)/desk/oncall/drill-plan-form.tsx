'use client'
import { Button, Group, Select, SimpleGrid, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type FormEvent, useMemo, useState } from 'react'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { TimeField } from '@/app/_ui/time-field'
import { useWeekdays } from '@/app/_ui/use-weekdays'
import { useViewer } from '@/app/_ui/viewer-context'
import type { DrillPlanView } from '@/server/paging/drill/drills'
import { useRefusalWords } from './use-refusal-words'
import { Form } from '@/app/_forms/form'

/** When the weekly drill of a policy comes: a weekday and a wall clock. */
export function DrillPlanForm({
  policy,
  plan,
  onDone,
}: {
  policy: { id: string; name: string }
  plan: DrillPlanView | undefined
  onDone: () => void
}) {
  const t = useTranslations('oncall.drills')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const weekdays = useWeekdays()
  const refusalWords = useRefusalWords()
  const zone = useViewer()?.timeZone ?? 'UTC'
  const [weekday, setWeekday] = useState(plan?.weekday ?? 2)
  const [localTime, setLocalTime] = useState(plan?.localTime ?? '10:00')
  const [timeZone, setTimeZone] = useState(plan?.timeZone ?? zone)
  const zones = useMemo(
    () => [...new Set(['UTC', zone, timeZone, ...Intl.supportedValuesOf('timeZone')])],
    [zone, timeZone],
  )
  const save = useMutation(
    trpc.paging.planDrill.mutationOptions({
      onSuccess: async (_, { plan: planned }) => {
        notifyDone(t(planned ? 'saved' : 'stopped'))
        await queries.invalidateQueries(trpc.paging.drills.queryFilter())
        onDone()
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate({ policyId: policy.id, plan: { weekday, localTime: localTime.slice(0, 5), timeZone } })
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
            onChange={(value) => setWeekday(Number(value))}
          />
          <TimeField label={t('time')} value={localTime} onChange={setLocalTime} />
          <Select
            label={t('zone')}
            data={zones}
            searchable
            allowDeselect={false}
            value={timeZone}
            onChange={(value) => value && setTimeZone(value)}
          />
        </SimpleGrid>
        <Notice text={refusalWords(save.error)} />
        <Group gap="sm">
          <Button type="submit" size="sm" loading={save.isPending && save.variables.plan !== null}>
            {t('save')}
          </Button>
          <Button variant="default" size="sm" onClick={onDone}>
            {t('cancel')}
          </Button>
          {plan?.nextAt && (
            <Button
              variant="subtle"
              size="sm"
              loading={save.isPending && save.variables.plan === null}
              onClick={() => save.mutate({ policyId: policy.id, plan: null })}
            >
              {t('stop')}
            </Button>
          )}
        </Group>
      </Stack>
    </Form>
  )
}
