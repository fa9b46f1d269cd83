'use client'
import { Button, Select, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Notice } from '@/app/_account/notice'
import { Form } from '@/app/_forms/form'
import { SettingsState } from '@/app/_forms/settings-state'
import { useSettings } from '@/app/_forms/use-settings'
import { useTRPC } from '@/app/_trpc/client'
import { Group, Stack, Text } from '@/app/_ui/light'
import { notifyDone } from '@/app/_ui/notify'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useViewer } from '@/app/_ui/viewer-context'
import { promiseChoices } from '../tickets/_ticket/use-composer-forms'
import { macroVariables } from '@/server/tickets/macros/rules'
import type { MacroScope, MacroView } from '@/server/tickets/macros/schema'
import { oneOf } from '@/server/vocabulary/list'
import { isManager } from '@/server/vocabulary/rights/actor'
import { replyKinds } from '@/server/vocabulary/reply-kind'

const nextStatuses = ['open', 'waiting_on_customer', 'resolved'] as const
const scopeText = (scope: MacroScope) => (scope.for === 'team' ? scope.teamId : scope.for)
const scopeOf = (text: string): MacroScope =>
  text === 'me' || text === 'everyone' ? { for: text } : { for: 'team', teamId: text }

/** Writes or changes a macro: its texts in both languages, its kind, and what follows. */
export function MacroForm({ macro, onClose }: { macro: MacroView | null; onClose: () => void }) {
  const t = useTranslations('desk.macros')
  const field = useTranslations('field')
  const composer = useTranslations('desk.composer')
  const errorText = useErrorText()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const viewer = useViewer()
  const teams = useQuery(trpc.accounts.teams.queryOptions())
  const settings = useSettings({
    form: 'macro',
    about: macro?.id ?? 'new',
    current: {
      name: macro?.name ?? '',
      scope: scopeText(macro?.scope ?? { for: 'me' }),
      kind: macro?.kind ?? ('update' as const),
      then: macro?.then ?? ('open' as const),
      promiseMinutes: macro?.promiseMinutes ?? null,
      en: macro?.bodies.en ?? '',
      zh: macro?.bodies['zh-CN'] ?? '',
    },
    revision: macro?.revision ?? null,
    describe: (values) => [
      [t('name'), values.name],
      [t('kind'), field(`kind.${values.kind}`)],
      [t('textEn'), values.en],
      [t('textZh'), values.zh],
    ],
  })
  const { values, setValues } = settings
  const save = useMutation(
    trpc.macros.save.mutationOptions({
      onError: () => queries.invalidateQueries(trpc.macros.list.queryFilter()),
      onSuccess: async () => {
        settings.end()
        notifyDone(t('saved'))
        await queries.invalidateQueries(trpc.macros.list.queryFilter())
        onClose()
      },
    }),
  )
  const problem = save.error ? errorText(save.error) : null
  const scopes = [
    { value: 'me', label: t('scope.me') },
    ...(teams.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
    ...(viewer && isManager(viewer) ? [{ value: 'everyone', label: t('scope.everyone') }] : []),
  ]
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault()
        if (save.isPending) return
        const { scope, en, zh, ...rest } = values
        save.mutate({
          id: macro?.id ?? settings.clientKey,
          basedOn: macro ? settings.basedOn : null,
          ...rest,
          promiseMinutes: values.then === 'open' ? values.promiseMinutes : null,
          scope: scopeOf(scope),
          bodies: { en, 'zh-CN': zh },
        })
      }}
    >
      <Stack gap="sm" maw="var(--nd-reading)">
        <TextInput
          label={t('name')}
          required
          withAsterisk={false}
          data-autofocus
          value={values.name}
          error={problem?.fieldErrors.name}
          onChange={(event) => setValues({ ...values, name: event.currentTarget.value })}
        />
        <Select
          label={t('for')}
          data={scopes}
          allowDeselect={false}
          value={values.scope}
          onChange={(scope) => scope && setValues({ ...values, scope })}
        />
        <Group gap="sm" grow align="flex-start">
          <Select
            label={t('kind')}
            data={replyKinds.map((kind) => ({ value: kind, label: field(`kind.${kind}`) }))}
            allowDeselect={false}
            value={values.kind}
            onChange={(text) => {
              const kind = oneOf(replyKinds, text)
              if (kind)
                setValues({
                  ...values,
                  kind,
                  then: kind !== 'question' && values.then === 'waiting_on_customer' ? 'open' : values.then,
                })
            }}
          />
          <Select
            label={t('then')}
            data={nextStatuses
              .filter((status) => status !== 'waiting_on_customer' || values.kind === 'question')
              .filter((status) => status !== 'resolved' || values.kind !== 'acknowledgement')
              .map((status) => ({ value: status, label: composer(`thenChoice.${status}`) }))}
            allowDeselect={false}
            value={values.then}
            onChange={(text) => {
              const then = oneOf(nextStatuses, text)
              if (then) setValues({ ...values, then })
            }}
          />
          {values.then === 'open' && (
            <Select
              label={t('promise')}
              placeholder={t('noPromise')}
              clearable
              data={promiseChoices(values.promiseMinutes === null ? null : String(values.promiseMinutes)).map(
                (minutes) => ({
                  value: String(minutes),
                  label: composer('promiseIn', { minutes }),
                }),
              )}
              value={values.promiseMinutes === null ? null : String(values.promiseMinutes)}
              onChange={(text) => setValues({ ...values, promiseMinutes: text === null ? null : Number(text) })}
            />
          )}
        </Group>
        <Textarea
          label={t('textEn')}
          autosize
          minRows={4}
          error={problem?.fieldErrors['bodies.en']}
          value={values.en}
          onChange={(event) => setValues({ ...values, en: event.currentTarget.value })}
        />
        <Textarea
          label={t('textZh')}
          lang="zh-CN"
          autosize
          minRows={4}
          error={problem?.fieldErrors['bodies.zh-CN']}
          value={values.zh}
          onChange={(event) => setValues({ ...values, zh: event.currentTarget.value })}
        />
        <Text fz="xs" c="dimmed">
          {t('variables', { list: macroVariables.map((name) => `{${name}}`).join(' ') })}
        </Text>
        <SettingsState settings={settings} />
        <Notice text={settings.conflict ? null : (problem?.message ?? null)} />
        <Group gap="sm">
          <Button type="submit" loading={save.isPending}>
            {t('save')}
          </Button>
          <Button
            variant="default"
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
