'use client'
import { oncallRights } from '@/server/oncall/rights.rules'
import { can } from '@/server/vocabulary/rights/rights'
import { Button, Group, Input, SegmentedControl, Select, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { Table } from '@/app/_ui/light'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type FormEvent, type RefObject, useState } from 'react'
import { DataTable } from '@/app/_ui/data-table'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { Person } from '@/app/_ui/person'
import { TimeText } from '@/app/_ui/time-text'
import { useTimes } from '@/app/_ui/use-times'
import { useViewer } from '@/app/_ui/viewer-context'
import type { OverrideView, ScheduleView } from '@/server/oncall/schedule/schedules'
import { DateTimeField, type QuickTime } from '@/app/_ui/date-time-field'
import { instantOfText } from '@/app/_ui/local-field'
import { listFormat } from '@/server/vocabulary/list'
import { useRefusalWords } from '../../use-refusal-words'
import { Form } from '@/app/_forms/form'

const hourMs = 3_600_000

/** Future overrides and whom each replaces; engineers can take spans themselves, managers can assign anybody. */
export function OverridePanel({
  schedule,
  fields,
  onFields,
  form,
}: {
  schedule: ScheduleView
  /** Values of the fields: local times in the reader's zone. */
  fields: { from: string; to: string }
  onFields: (fields: { from: string; to: string }) => void
  form: RefObject<HTMLFormElement | null>
}) {
  const t = useTranslations('oncall')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const viewer = useViewer()
  const times = useTimes()
  const list = listFormat(useLocale())
  const refusalWords = useRefusalWords()
  const mayOverride = (personId: string) => can(viewer, oncallRights.changeOverrides, { personId })
  const { data: paging } = useSuspenseQuery(trpc.paging.policies.queryOptions())
  const [personId, setPersonId] = useState<string | null>(viewer?.userId ?? null)
  const [kind, setKind] = useState<'onCall' | 'covers'>('onCall')
  const [coversForId, setCoversForId] = useState<string | null>(null)
  const add = useMutation(
    trpc.oncall.addOverride.mutationOptions({
      onSuccess: async () => {
        notifyDone(t('override.added'))
        onFields({ from: '', to: '' })
        await queries.invalidateQueries()
      },
    }),
  )
  const remove = useMutation(
    trpc.oncall.removeOverride.mutationOptions({
      onSuccess: async () => {
        notifyDone(t('override.removed'))
        await queries.invalidateQueries()
      },
    }),
  )
  const words = useTranslations('common.dateTime')
  const quick: Record<'from' | 'to', QuickTime[]> = {
    from: [
      { label: words('now'), at: (now) => now },
      { label: words('inHour'), at: (now) => new Date(now.getTime() + hourMs) },
    ],
    to: [2, 8, 24].map((hours) => ({
      label: t('override.hoursLater', { hours }),
      at: (now) => new Date((fields.from ? instantOfText(fields.from, times.zone) : now).getTime() + hours * hourMs),
    })),
  }
  const everyone = paging.people.map(({ id, name }) => ({ value: id, label: name }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!personId || (kind === 'covers' && !coversForId)) return
    if (!fields.from || !fields.to) return
    const [startsAt, endsAt] = [instantOfText(fields.from, times.zone), instantOfText(fields.to, times.zone)]
    add.mutate({
      scheduleId: schedule.id,
      personId,
      coversForId: kind === 'covers' ? coversForId : null,
      startsAt,
      endsAt,
    })
  }
  const overrideEffect = ({ coversFor, insteadOf }: OverrideView): string => {
    const names = insteadOf.flatMap((name) => name ?? [])
    if (coversFor)
      return insteadOf.length > 0
        ? t('override.coversNamed', { name: coversFor })
        : t('override.coversIdle', { name: coversFor })
    if (names.length === 0) return insteadOf.length > 0 ? t('override.fillsGap') : t('override.changesNothing')
    const who = list.format(names)
    return insteadOf.includes(null) ? t('override.insteadAndGap', { who }) : t('override.instead', { who })
  }
  const there = useTimes(schedule.timeZone)
  const elsewhere = (field: string) =>
    field && schedule.timeZone !== times.zone
      ? t('override.elsewhere', {
          at: there.dateTime(instantOfText(field, times.zone)),
          zone: schedule.timeZone,
        })
      : undefined

  return (
    <Stack gap="md" id="overrides" component="section" aria-label={t('overrides')}>
      <Title order={2}>{t('overrides')}</Title>
      {schedule.overrides.length === 0 ? (
        <Text c="dimmed">{t('override.none')}</Text>
      ) : (
        <DataTable minWidth={640}>
          <Table.Thead>
            <Table.Tr>
              {(['who', 'when', 'takesFrom'] as const).map((column) => (
                <Table.Th key={column} fw={500} fz="xs" c="dimmed">
                  {t(`override.column.${column}`)}
                </Table.Th>
              ))}
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {schedule.overrides.map((override) => (
              <Table.Tr key={override.id}>
                <Table.Td>
                  <Person name={override.person.name} />
                </Table.Td>
                <Table.Td>
                  <TimeText at={override.from} /> – <TimeText at={override.to} />
                </Table.Td>
                <Table.Td>{overrideEffect(override)}</Table.Td>
                <Table.Td ta="right">
                  {mayOverride(override.person.id) && (
                    <Button
                      variant="default"
                      size="xs"
                      aria-label={t('override.removeNamed', { name: override.person.name })}
                      loading={remove.isPending && remove.variables.id === override.id}
                      onClick={() => remove.mutate({ id: override.id })}
                    >
                      {t('remove')}
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </DataTable>
      )}
      <Notice text={refusalWords(remove.error)} />
      <Form onSubmit={submit} ref={form} aria-label={t('override.add')}>
        <Stack gap="md" maw="56rem">
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            <Select
              label={t('override.who')}
              data={everyone.filter(({ value }) => mayOverride(value))}
              searchable
              required
              withAsterisk={false}
              value={personId}
              onChange={setPersonId}
            />
            {/* Two short sentences that need the whole row. */}
            <Stack gap="xs" style={{ gridColumn: '1 / -1' }}>
              <Input.Wrapper label={t('override.kind.label')} labelElement="div">
                <SegmentedControl
                  fullWidth
                  aria-label={t('override.kind.label')}
                  data={(['onCall', 'covers'] as const).map((each) => ({
                    value: each,
                    label: t(`override.kind.${each}`),
                  }))}
                  value={kind}
                  onChange={(value) => setKind(value === 'covers' ? 'covers' : 'onCall')}
                />
              </Input.Wrapper>
              {kind === 'covers' && (
                <Select
                  aria-label={t('override.coversFor')}
                  placeholder={t('override.coversFor')}
                  data={everyone.filter(({ value }) => value !== personId)}
                  searchable
                  required
                  value={coversForId}
                  onChange={setCoversForId}
                />
              )}
            </Stack>
            {(['from', 'to'] as const).map((field) => (
              <DateTimeField
                key={field}
                label={t(`override.${field}`)}
                description={elsewhere(fields[field])}
                required
                quick={quick[field]}
                value={fields[field]}
                onChange={(value) => onFields({ ...fields, [field]: value })}
              />
            ))}
          </SimpleGrid>
          <Text fz="xs" c="dimmed">
            {kind === 'covers' ? t('override.kind.coversHint') : t('override.kind.onCallHint')}
          </Text>
          <Notice text={refusalWords(add.error)} />
          <Group>
            <Button type="submit" size="sm" loading={add.isPending}>
              {t('override.add')}
            </Button>
          </Group>
        </Stack>
      </Form>
    </Stack>
  )
}
