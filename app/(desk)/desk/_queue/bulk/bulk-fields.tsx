'use client'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useEffect, useRef, useState } from 'react'
import { Select, TagsInput, type TagsInputProps, Text, Textarea, TextInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/app/_trpc/client'
import { useViewer } from '@/app/_ui/viewer-context'
import type { BulkChangeInput, BulkVerb } from '@/server/tickets/bulk/schema'
import { referencePattern } from '@/server/tickets/facts'
import { tagLimits } from '@/server/tickets/tags/facts'
import { oneOf } from '@/server/vocabulary/list'
import { severities, type Severity } from '@/server/vocabulary/severity'
import { SnoozeChoices } from '../../_snooze/snooze-choices'
import type { SelectedRow } from '../selection'

interface FieldsProps {
  chosen: readonly SelectedRow[]
  /** Receives the change, or null while something is missing. */
  onChange: (change: BulkChangeInput | null) => void
}

/** The fields of one verb. */
export function BulkFields({ verb, ...props }: FieldsProps & { verb: BulkVerb }) {
  switch (verb) {
    case 'assign':
      return <AssignFields {...props} />
    case 'team':
      return <TeamFields {...props} />
    case 'tags':
      return <TagFields {...props} />
    case 'severity':
      return <SeverityFields {...props} />
    case 'status':
      return <StatusFields {...props} />
    case 'snooze':
      return <SnoozeFields {...props} />
    case 'merge':
      return <MergeFields {...props} />
  }
}

/** Reports a change whenever it becomes another one. */
function useReport(change: BulkChangeInput | null, onChange: FieldsProps['onChange']): void {
  const latest = useRef(onChange)
  latest.current = onChange
  const written = JSON.stringify(change)
  useEffect(() => latest.current(JSON.parse(written) as BulkChangeInput | null), [written])
}

const nobody = 'nobody'

function AssignFields({ onChange }: FieldsProps) {
  const t = useTranslations('desk.bulk')
  const viewer = useViewer()
  const people = useQuery(useTRPC().tickets.people.queryOptions())
  const [to, setTo] = useState<string | null>(viewer?.userId ?? null)
  useReport(to === null ? null : { verb: 'assign', assigneeId: to === nobody ? null : to }, onChange)
  return (
    <Select
      data-autofocus
      searchable
      allowDeselect={false}
      label={t('assignee')}
      value={to}
      onChange={setTo}
      data={[
        { value: nobody, label: t('nobody') },
        ...(people.data ?? (viewer ? [{ id: viewer.userId, name: viewer.name }] : [])).map(({ id, name }) => ({
          value: id,
          label: id === viewer?.userId ? t('me', { name }) : name,
        })),
      ]}
    />
  )
}

function TeamFields({ onChange }: FieldsProps) {
  const t = useTranslations('desk.bulk')
  const teams = useQuery(useTRPC().accounts.teams.queryOptions())
  const [to, setTo] = useState<string | null>(null)
  useReport(to === null ? null : { verb: 'team', teamId: to === nobody ? null : to }, onChange)
  return (
    <Select
      data-autofocus
      searchable
      allowDeselect={false}
      label={t('team')}
      value={to}
      onChange={setTo}
      data={[
        { value: nobody, label: t('noTeam') },
        ...(teams.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  )
}

function TagFields({ onChange }: FieldsProps) {
  const t = useTranslations('desk.bulk')
  const trpc = useTRPC()
  const [add, setAdd] = useState<string[]>([])
  const [remove, setRemove] = useState<string[]>([])
  const [typed, setTyped] = useState('')
  const known = useQuery(trpc.tickets.knownTags.queryOptions({ text: typed }, { placeholderData: keepPreviousData }))
  useReport(add.length + remove.length === 0 ? null : { verb: 'tags', add, remove }, onChange)
  const common = {
    data: known.data ?? [],
    maxLength: tagLimits.name,
    maxTags: tagLimits.perTicket,
    splitChars: [',', '，'],
    onSearchChange: setTyped,
  } satisfies TagsInputProps
  return (
    <>
      <TagsInput {...common} data-autofocus label={t('addTags')} value={add} onChange={setAdd} />
      <TagsInput {...common} label={t('removeTags')} value={remove} onChange={setRemove} />
    </>
  )
}

/** The reason that customers read, where a verb needs one. */
function Reason({ value, onChange }: { value: string; onChange: (reason: string) => void }) {
  const t = useTranslations('desk.bulk')
  return (
    <Textarea
      label={t('reason')}
      description={t('reasonSeen')}
      rows={3}
      dir="auto"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

const isReason = (text: string) => text.trim().length >= 3

function SeverityFields({ onChange }: FieldsProps) {
  const t = useTranslations('desk.bulk')
  const field = useTranslations('field')
  const [to, setTo] = useState<Severity | null>(null)
  const [reason, setReason] = useState('')
  useReport(to === null || !isReason(reason) ? null : { verb: 'severity', to, reason }, onChange)
  return (
    <>
      <Select
        data-autofocus
        allowDeselect={false}
        label={t('severity')}
        value={to}
        onChange={(value) => setTo(oneOf(severities, value) ?? null)}
        data={severities.map((value) => ({ value, label: `${value} ${field(`severity.${value}`)}` }))}
      />
      <Reason value={reason} onChange={setReason} />
    </>
  )
}

const bulkStatuses = ['open', 'on_hold'] as const

function StatusFields({ onChange }: FieldsProps) {
  const t = useTranslations('desk.bulk')
  const field = useTranslations('field')
  const [to, setTo] = useState<(typeof bulkStatuses)[number] | null>(null)
  const [reason, setReason] = useState('')
  const isMissing = to === null || (to === 'on_hold' && !isReason(reason))
  useReport(isMissing ? null : { verb: 'status', to, reason: to === 'on_hold' ? reason : '' }, onChange)
  return (
    <>
      <Select
        data-autofocus
        allowDeselect={false}
        label={t('status')}
        description={t('statusHint')}
        value={to}
        onChange={(value) => setTo(oneOf(bulkStatuses, value) ?? null)}
        data={bulkStatuses.map((value) => ({ value, label: field(`status.${value}`) }))}
      />
      {to === 'on_hold' && <Reason value={reason} onChange={setReason} />}
    </>
  )
}

function SnoozeFields({ onChange }: FieldsProps) {
  const [until, setUntil] = useState<Date | null>(null)
  useReport(until && { verb: 'snooze', until: until.toISOString() }, onChange)
  return <SnoozeChoices value={until} onChange={setUntil} />
}

/** By default the oldest selected ticket takes the others in. */
function MergeFields({ chosen, onChange }: FieldsProps) {
  const t = useTranslations('desk.bulk')
  const [oldest] = [...chosen].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
  const [into, setInto] = useState(oldest?.reference ?? '')
  const reference = into.trim().toUpperCase()
  useReport(referencePattern.test(reference) ? { verb: 'merge', into: reference } : null, onChange)
  return (
    <>
      <TextInput
        data-autofocus
        label={t('into')}
        maxLength={20}
        value={into}
        onChange={(event) => setInto(event.currentTarget.value)}
      />
      <Text fz="xs" c="dimmed">
        {t('mergeHint')}
      </Text>
    </>
  )
}
