'use client'
import { Button, Fieldset, Group, List, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type FormEvent, useMemo, useState } from 'react'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { Screen } from '@/app/_ui/screen'
import { TimeText } from '@/app/_ui/time-text'
import { useErrorText } from '@/app/_ui/use-error-text'
import { calendarDay } from '@/server/sla/calendar/calendar-days.rules'
import { weekdays } from '@/server/sla/facts'
import { contentOf, firstHours, hoursFault, valuesOf, weeklyOf, withException } from './calendar-values'
import { DayModal } from './day-modal'
import { hoursText } from './hours'
import { ImportModal } from './import-modal'
import { YearView } from './year-view'
import { Form } from '@/app/_forms/form'
import { SettingsState } from '@/app/_forms/settings-state'
import { useSettings } from '@/app/_forms/use-settings'

/** Edits a named calendar: its zone, its weekly hours and its exceptions, in a view of a year. */
export function CalendarScreen({
  id,
  timeZone,
  year: thisYear,
}: {
  id: string | null
  timeZone: string
  year: number
}) {
  const t = useTranslations('calendar')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const router = useRouter()
  const errorText = useErrorText()
  const { data: calendars } = useSuspenseQuery(trpc.sla.calendars.queryOptions())
  const known = calendars.find((one) => one.id === id) ?? null
  const settings = useSettings({
    form: 'calendar',
    about: id ?? 'new',
    current: valuesOf(known, timeZone),
    revision: known ? String(known.version) : null,
    describe: (all) => [
      [t('name'), all.name],
      [t('zone'), all.timeZone],
      ...weekdays.map((day): [string, string] => [t(`weekday.${day}`), all.weekly[day]]),
      ...all.exceptions.map(({ date, intervals, note }): [string, string] => [
        date,
        [hoursText(intervals) || t('closed'), note].filter(Boolean).join(' · '),
      ]),
    ],
  })
  const { values, setValues } = settings
  const [year, setYear] = useState(thisYear)
  const [day, setDay] = useState<string | null>(null)
  const [importing, setImporting] = useState(false)
  const [tried, setTried] = useState(false)
  const zones = useMemo(
    () => [...new Set(['UTC', values.timeZone, ...Intl.supportedValuesOf('timeZone')])],
    [values.timeZone],
  )
  const weekly = weeklyOf(values)
  const save = useMutation(
    trpc.sla.saveCalendar.mutationOptions({
      onError: () => queries.invalidateQueries(trpc.sla.calendars.pathFilter()),
      onSuccess: async () => {
        settings.end()
        notifyDone(t('saved', { name: values.name }))
        await queries.invalidateQueries(trpc.sla.pathFilter())
        router.push('/manage/policies/calendars')
      },
    }),
  )
  const refusal = save.error ? errorText(save.error) : null
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    const content = contentOf(values)
    if (!content || values.name.trim() === '' || save.isPending) return
    // The version that the editing began with, so that a concurrent change by somebody else is detected.
    const seen = known && { id: known.id, version: Number(settings.basedOn ?? known.version) }
    save.mutate({ seen, name: values.name, content })
  }
  return (
    <Screen
      title={known?.name ?? t('new')}
      back={{ href: '/manage/policies/calendars', name: t('title') }}
      width="form"
    >
      <Form onSubmit={submit}>
        <Stack gap="lg">
          <Group gap="md" align="flex-start">
            <TextInput
              label={t('name')}
              description={t('nameHint')}
              flex="1 1 14rem"
              value={values.name}
              error={tried && values.name.trim() === '' ? t('needsName') : refusal?.fieldErrors.name}
              onChange={(event) => setValues({ ...values, name: event.currentTarget.value })}
            />
            <Select
              label={t('zone')}
              description={t('zoneHint')}
              flex="1 1 14rem"
              data={zones}
              value={values.timeZone}
              searchable
              allowDeselect={false}
              limit={50}
              onChange={(zone) => zone && setValues({ ...values, timeZone: zone })}
            />
          </Group>
          <Fieldset legend={t('week')}>
            <Text c="dimmed" mb="sm">
              {t('weekHint')}
            </Text>
            <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="md">
              {weekdays.map((weekday) => {
                const fault = hoursFault(values.weekly[weekday])
                return (
                  <TextInput
                    key={weekday}
                    size="xs"
                    label={t(`weekday.${weekday}`)}
                    placeholder={t('closed')}
                    value={values.weekly[weekday]}
                    error={fault && t(`fault.${fault}`)}
                    onChange={(event) =>
                      setValues({ ...values, weekly: { ...values.weekly, [weekday]: event.currentTarget.value } })
                    }
                  />
                )
              })}
            </SimpleGrid>
            <Button
              mt="sm"
              variant="default"
              onClick={() => {
                const { MON } = values.weekly
                setValues({ ...values, weekly: { ...values.weekly, TUE: MON, WED: MON, THU: MON, FRI: MON } })
              }}
            >
              {t('copyMonday')}
            </Button>
          </Fieldset>
          <Group>
            <Button variant="default" onClick={() => setImporting(true)}>
              {t('import.title')}
            </Button>
          </Group>
          <YearView year={year} weekly={weekly} exceptions={values.exceptions} onYear={setYear} onDay={setDay} />
          <Text c="dimmed">{t('keepsPolicies')}</Text>
          <SettingsState settings={settings} />
          <Notice text={settings.conflict ? null : (refusal?.message ?? null)} />
          <Group gap="sm">
            <Button type="submit" loading={save.isPending}>
              {t('save')}
            </Button>
            <Button variant="subtle" component={Link} href="/manage/policies/calendars">
              {t('cancel')}
            </Button>
          </Group>
          {known && (
            <section aria-label={t('history')}>
              <Text fw={600}>{t('history')}</Text>
              <List listStyleType="none">
                {known.history.map((one) => (
                  <List.Item key={one.version}>
                    <Text c="dimmed">
                      {t('version', { version: one.version })} · <TimeText at={one.at} />
                      {one.by && ` · ${one.by}`}
                    </Text>
                  </List.Item>
                ))}
              </List>
            </section>
          )}
        </Stack>
      </Form>
      <ImportModal
        opened={importing}
        exceptions={values.exceptions}
        hours={firstHours(weekly)}
        onTake={(days) =>
          setValues({
            ...values,
            exceptions: days.reduce((all, one) => withException(all, one.date, one), values.exceptions),
          })
        }
        onClose={() => setImporting(false)}
      />
      {day && (
        <DayModal
          key={day}
          date={day}
          exception={values.exceptions.find((one) => one.date === day) ?? null}
          usual={calendarDay({ weekly, exceptions: [] }, day).intervals}
          onSet={(exception) => {
            setValues({ ...values, exceptions: withException(values.exceptions, day, exception) })
            setDay(null)
          }}
          onClose={() => setDay(null)}
        />
      )}
    </Screen>
  )
}
