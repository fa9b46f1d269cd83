'use client'
import { Button, Fieldset, Group, NumberInput, Select, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type FormEvent } from 'react'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import type { Urgency } from '@/server/paging/facts'
import { listFormat } from '@/server/vocabulary/list'
import { useRefusalWords } from '../oncall/use-refusal-words'
import type { ContactMethodView, RuleView } from './contact-method-view'
import { Form } from '@/app/_forms/form'
import { SettingsState } from '@/app/_forms/settings-state'
import { useSettings } from '@/app/_forms/use-settings'

const maxRules = 10

/** Notification rules of one urgency: which method is used after how many minutes. */
export function RulesForm({
  urgency,
  methods,
  rules: saved,
  revision,
}: {
  urgency: Urgency
  methods: ContactMethodView[]
  rules: RuleView[]
  revision: string
}) {
  const t = useTranslations('oncall.me')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const refusalWords = useRefusalWords()
  const list = listFormat(useLocale())
  const nameOf = (id: string) => {
    const method = methods.find((one) => one.id === id)
    return method ? t('methodName', { kind: t(`kind.${method.kind}`), address: method.address }) : id
  }
  const settings = useSettings({
    form: 'notification-rules',
    about: urgency,
    current: saved.map(({ contactMethodId, delaySeconds }) => ({ contactMethodId, delaySeconds })),
    revision,
    describe: (values) => [
      [
        t(`urgency.${urgency}`),
        list.format(
          values.map(({ contactMethodId, delaySeconds }) => `${nameOf(contactMethodId)} (${delaySeconds / 60} min)`),
        ),
      ],
    ],
  })
  const { setValues: setRules } = settings
  // Removing a method also removes its rules.
  const rules = settings.values.filter(({ contactMethodId }) => methods.some(({ id }) => id === contactMethodId))
  const save = useMutation(
    trpc.paging.saveRules.mutationOptions({
      onError: () => queries.invalidateQueries({ queryKey: trpc.paging.contacts.queryKey() }),
      onSuccess: async () => {
        notifyDone(t('rulesSaved'))
        await queries.invalidateQueries({ queryKey: trpc.paging.contacts.queryKey() })
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!save.isPending) save.mutate({ urgency, rules, basedOn: settings.basedOn })
  }
  const change = (index: number, part: Partial<(typeof rules)[number]>) =>
    setRules(rules.map((rule, place) => (place === index ? { ...rule, ...part } : rule)))
  const first = methods[0]
  const options = methods.map(({ id, kind, address }) => ({
    value: id,
    label: t('methodName', { kind: t(`kind.${kind}`), address }),
  }))

  return (
    <Form onSubmit={submit}>
      <Fieldset legend={t(`urgency.${urgency}`)}>
        <Stack gap="sm">
          {rules.length === 0 && <Text c="dimmed">{t(`noRules.${urgency}`)}</Text>}
          {rules.map((rule, index) => (
            // A rule has no id; its position is its key.
            <Group key={`rule-${String(index)}`} align="flex-end" gap="sm">
              <NumberInput
                label={t('delay')}
                min={0}
                max={60}
                value={rule.delaySeconds / 60}
                onChange={(value) => change(index, { delaySeconds: Math.round(Number(value) * 60) || 0 })}
              />
              <Select
                label={t('method')}
                data={options}
                allowDeselect={false}
                value={rule.contactMethodId}
                onChange={(contactMethodId) => contactMethodId && change(index, { contactMethodId })}
              />
              <Button
                size="sm"
                variant="default"
                aria-label={t('removeRule', { number: index + 1 })}
                onClick={() => setRules(rules.filter((_, place) => place !== index))}
              >
                {t('remove')}
              </Button>
            </Group>
          ))}
          <SettingsState settings={settings} />
          <Notice text={settings.conflict ? null : refusalWords(save.error)} />
          <Group gap="sm">
            <Button type="submit" size="sm" loading={save.isPending}>
              {t('saveRules')}
            </Button>
            {first && rules.length < maxRules && (
              <Button
                size="sm"
                variant="default"
                onClick={() => setRules([...rules, { contactMethodId: first.id, delaySeconds: 0 }])}
              >
                {t('addRule')}
              </Button>
            )}
          </Group>
        </Stack>
      </Fieldset>
    </Form>
  )
}
