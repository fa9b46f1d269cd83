'use client'
import { Button, Group, Select, Stack, Text, Title } from '@mantine/core'
import { Table } from '@/app/_ui/light'
import { useQuery } from '@tanstack/react-query'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type FormEvent, useState } from 'react'
import { DataTable } from '@/app/_ui/data-table'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { token } from '@/app/_ui/theme'
import { TimeText } from '@/app/_ui/time-text'
import { useTimes } from '@/app/_ui/use-times'
import type { RehearsedView } from '@/server/paging/policy/rehearsal'
import { type EscalationDefinition } from '@/server/paging/schema'
import { DateTimeField } from '@/app/_ui/date-time-field'
import { instantOfText, localText } from '@/app/_ui/local-field'
import { listFormat } from '@/server/vocabulary/list'
import { useRefusalWords } from '../../use-refusal-words'
import { type Severity, severities } from '@/server/vocabulary/severity'
import { Form } from '@/app/_forms/form'

interface Named {
  id: string
  name: string
}

/** Shows what the policy in the form would do with a page at a chosen time, computed by the real paging rules. */
export function RehearsalPanel({
  policyId,
  definition,
  now,
  paging,
}: {
  policyId: string | null
  definition: EscalationDefinition
  now: Date
  paging: { schedules: Named[]; people: Named[]; teams: Named[] }
}) {
  const t = useTranslations('oncall.rehearsal')
  const trpc = useTRPC()
  const times = useTimes()
  const list = listFormat(useLocale())
  const refusalWords = useRefusalWords()
  const [severity, setSeverity] = useState<Severity>('S1')
  const [at, setAt] = useState(localText(now, times.zone))
  const [asked, setAsked] = useState<{ definition: EscalationDefinition; severity: Severity; at: Date } | null>(null)
  const complete = definition.steps.every((step) => step.targets.length > 0)
  const { data, error, isFetching } = useQuery({
    ...trpc.paging.rehearse.queryOptions({ policyId, ...(asked ?? { definition, severity, at: now }) }),
    enabled: asked !== null,
  })
  const names = new Map([...paging.schedules, ...paging.people, ...paging.teams].map(({ id, name }) => [id, name]))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (complete && at) setAsked({ definition, severity, at: instantOfText(at, times.zone) })
  }
  const what = (step: RehearsedView) =>
    step.kind === 'persist'
      ? t('persist', { minutes: asked?.definition.persistEveryMinutes ?? 0 })
      : step.kind === 'unanswered'
        ? t('unanswered')
        : t(step.kind, { step: step.step ?? 0 })
  const gapWords = ({ reason, target, person }: RehearsedView['gaps'][number]) => {
    const name = names.get(target) ?? target
    return reason === 'nobody_on_call'
      ? t('nobody', { target: name })
      : t('unverified', { target: name, person: person ?? '' })
  }

  return (
    <Stack gap="md" mt="xl" component="section" aria-label={t('title')}>
      <Title order={2}>{t('title')}</Title>
      <Text c="dimmed">{t('hint')}</Text>
      <Form onSubmit={submit}>
        <Group align="flex-end" gap="sm">
          <Select
            label={t('severity')}
            data={[...severities]}
            allowDeselect={false}
            value={severity}
            onChange={(value) => setSeverity(severities.find((each) => each === value) ?? 'S1')}
          />
          <DateTimeField label={t('at')} required value={at} onChange={setAt} />
          <Button type="submit" variant="default" loading={isFetching} disabled={!complete}>
            {t('run')}
          </Button>
        </Group>
      </Form>
      {!complete && (
        <Text fz="xs" c="dimmed">
          {t('incomplete')}
        </Text>
      )}
      <Notice text={refusalWords(error)} />
      {asked && data && (
        <DataTable minWidth={520} aria-live="polite">
          <Table.Thead>
            <Table.Tr>
              {(['when', 'after', 'what', 'who'] as const).map((column) => (
                <Table.Th key={column} fw={500} fz="xs" c="dimmed">
                  {t(`column.${column}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.map((step, index) => {
              const afterMs = step.at.getTime() - asked.at.getTime()
              return (
                // Steps at the same instant differ only by their position.
                <Table.Tr key={`step-${String(index)}`}>
                  <Table.Td>
                    <TimeText at={step.at} />
                  </Table.Td>
                  <Table.Td>{afterMs === 0 ? t('atOnce') : times.length(afterMs)}</Table.Td>
                  <Table.Td>{what(step)}</Table.Td>
                  <Table.Td>
                    {step.people.length > 0 && <Text>{list.format(step.people)}</Text>}
                    {step.gaps.map((gap) => (
                      <Text key={`${gap.target} ${gap.reason}`} fz="xs" c={token('late')}>
                        {gapWords(gap)}
                      </Text>
                    ))}
                  </Table.Td>
                </Table.Tr>
              )
            })}
          </Table.Tbody>
        </DataTable>
      )}
    </Stack>
  )
}
