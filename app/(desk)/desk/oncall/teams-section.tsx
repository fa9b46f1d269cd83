'use client'
import { Button, Group, MultiSelect, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type FormEvent, useState } from 'react'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { listFormat } from '@/server/vocabulary/list'
import { TurnOrder } from './turn-order'
import { useRefusalWords } from './use-refusal-words'
import { Form } from '@/app/_forms/form'
import { SettingsState } from '@/app/_forms/settings-state'
import { useSettings } from '@/app/_forms/use-settings'

interface Named {
  id: string
  name: string
}
type Team = Named & { members: Named[]; revision: string }

/** Teams as targets of escalation policies: all members are called together, or one at a time in turn. */
export function TeamsSection({ paging }: { paging: { people: Named[]; teams: Team[] } }) {
  const t = useTranslations('oncall.teams')
  const list = listFormat(useLocale())
  const [editing, setEditing] = useState<string | null>(null)
  return (
    <Stack gap="sm" component="section" aria-label={t('title')}>
      <Group justify="space-between">
        <Title order={2}>{t('title')}</Title>
        <Button variant="default" onClick={() => setEditing('new')}>
          {t('add')}
        </Button>
      </Group>
      {paging.teams.length === 0 && editing === null && <Text c="dimmed">{t('none')}</Text>}
      {paging.teams.map(({ id, name, members }) => (
        <Group key={id} gap="sm">
          <Text fw={600}>
            <bdi>{name}</bdi>
          </Text>
          <Text>{list.format(members.map((member) => member.name))}</Text>
          <Button variant="default" size="xs" aria-label={t('editNamed', { name })} onClick={() => setEditing(id)}>
            {t('edit')}
          </Button>
        </Group>
      ))}
      {editing !== null && (
        <TeamForm
          key={editing}
          team={paging.teams.find(({ id }) => id === editing) ?? null}
          people={paging.people}
          onClose={() => setEditing(null)}
        />
      )}
    </Stack>
  )
}

function TeamForm({ team, people, onClose }: { team: Team | null; people: Named[]; onClose: () => void }) {
  const t = useTranslations('oncall.teams')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const refusalWords = useRefusalWords()
  const list = listFormat(useLocale())
  const nameOf = (id: string) => people.find((person) => person.id === id)?.name ?? id
  const settings = useSettings({
    form: 'team',
    about: team?.id ?? 'new',
    current: { name: team?.name ?? '', memberIds: team?.members.map(({ id }) => id) ?? [] },
    revision: team?.revision ?? null,
    describe: (values) => [
      [t('name'), values.name],
      [t('members'), list.format(values.memberIds.map(nameOf))],
    ],
  })
  const { values, setValues } = settings
  const save = useMutation(
    trpc.accounts.saveTeam.mutationOptions({
      onError: () => queries.invalidateQueries(trpc.paging.policies.pathFilter()),
      onSuccess: async () => {
        settings.end()
        notifyDone(t('saved'))
        onClose()
        await queries.invalidateQueries()
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (save.isPending) return
    save.mutate({
      id: team?.id ?? null,
      clientKey: team ? null : settings.clientKey,
      basedOn: settings.basedOn,
      ...values,
    })
  }
  return (
    <Form onSubmit={submit}>
      <Stack gap="sm" maw="var(--nd-reading)">
        <TextInput
          label={t('name')}
          required
          withAsterisk={false}
          data-autofocus
          value={values.name}
          onChange={(event) => setValues({ ...values, name: event.currentTarget.value })}
        />
        <MultiSelect
          label={t('members')}
          description={t('membersHint')}
          data={people.map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          value={values.memberIds}
          onChange={(memberIds) => setValues({ ...values, memberIds })}
        />
        <TurnOrder
          people={people}
          order={values.memberIds}
          onChange={(memberIds) => setValues({ ...values, memberIds })}
        />
        <SettingsState settings={settings} />
        <Notice text={settings.conflict ? null : refusalWords(save.error)} />
        <Group gap="sm">
          <Button type="submit" size="sm" loading={save.isPending}>
            {t('save')}
          </Button>
          <Button
            variant="default"
            size="sm"
            onClick={() => {
              settings.end()
              onClose()
            }}
          >
            {t('cancel')}
          </Button>
        </Group>
      </Stack>
    </Form>
  )
}
