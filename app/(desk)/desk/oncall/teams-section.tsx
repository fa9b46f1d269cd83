'use client'
import { Button, Group, MultiSelect, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useLocale, useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { useRefusalWords } from './use-refusal-words'
import { Form } from '@/app/_forms/form'

interface Named {
  id: string
  name: string
}
interface Plan {
  id: string | null
  name: string
  memberIds: string[]
}

/** Teams, as targets of escalation policies: called together, or one of them in turn. */
export function TeamsSection({ paging }: { paging: { people: Named[]; teams: (Named & { members: Named[] })[] } }) {
  const t = useTranslations('oncall.teams')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const refusalWords = useRefusalWords()
  const list = new Intl.ListFormat(useLocale())
  const [plan, setPlan] = useState<Plan | null>(null)
  const save = useMutation(
    trpc.accounts.saveTeam.mutationOptions({
      onSuccess: async () => {
        notifyDone(t('saved'))
        setPlan(null)
        await queries.invalidateQueries()
      },
    }),
  )
  const open = (next: Plan | null) => {
    save.reset()
    setPlan(next)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (plan) save.mutate(plan)
  }
  return (
    <Stack gap="sm" component="section" aria-label={t('title')}>
      <Group justify="space-between">
        <Title order={2}>{t('title')}</Title>
        <Button variant="default" onClick={() => open({ id: null, name: '', memberIds: [] })}>
          {t('add')}
        </Button>
      </Group>
      {paging.teams.length === 0 && !plan && <Text c="dimmed">{t('none')}</Text>}
      {paging.teams.map(({ id, name, members }) => (
        <Group key={id} gap="sm">
          <Text fw={600}>{name}</Text>
          <Text>{list.format(members.map((member) => member.name))}</Text>
          <Button
            variant="default"
            size="xs"
            aria-label={t('editNamed', { name })}
            onClick={() => open({ id, name, memberIds: members.map((member) => member.id) })}
          >
            {t('edit')}
          </Button>
        </Group>
      ))}
      {plan && (
        <Form onSubmit={submit}>
          <Stack gap="sm" maw="var(--nd-reading)">
            <TextInput
              label={t('name')}
              required
              withAsterisk={false}
              maxLength={60}
              data-autofocus
              value={plan.name}
              onChange={(event) => setPlan({ ...plan, name: event.currentTarget.value })}
            />
            <MultiSelect
              label={t('members')}
              description={t('membersHint')}
              data={paging.people.map(({ id, name }) => ({ value: id, label: name }))}
              searchable
              value={plan.memberIds}
              onChange={(memberIds) => setPlan({ ...plan, memberIds })}
            />
            <Notice text={refusalWords(save.error)} />
            <Group gap="sm">
              <Button type="submit" size="sm" loading={save.isPending}>
                {t('save')}
              </Button>
              <Button variant="default" size="sm" onClick={() => open(null)}>
                {t('cancel')}
              </Button>
            </Group>
          </Stack>
        </Form>
      )}
    </Stack>
  )
}
