'use client'
import { Alert, Box, Button, Fieldset, Group, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { DateTimeField } from '@/app/_ui/date-time-field'
import { instantOfText } from '@/app/_ui/local-field'
import { usePromiseLength } from '@/app/_promises/use-promise-length'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone, notifyFailed } from '@/app/_ui/notify'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useTimes } from '@/app/_ui/use-times'
import { metrics } from '@/server/vocabulary/metric'
import { type Product } from '@/server/vocabulary/field'
import { severities } from '@/server/vocabulary/severity'
import type { PlanPolicyView, PolicyVersionView } from '@/server/sla/policy/schema'
import { sameCalendar } from '@/server/sla/policy/policy-difference.rules'
import { type PolicyDefinition } from '@/server/sla/schema'
import { ConsequenceFields } from './consequence-fields'
import { calendarsOf, definitionOf, type PolicyValues, valuesOf } from './policy-values'
import { PublishModal } from './publish-modal'
import { TargetFields } from './target-fields'
import { contentKey } from '@/app/_forms/content-key'
import { Form } from '@/app/_forms/form'
import { SettingsState } from '@/app/_forms/settings-state'
import { useFormDraft } from '@/app/_forms/use-form-draft'

/** Parses the revision from `id:revision`: the revision of the draft that this form was loaded with. */
const seenRevision = (basedOn: string | null, otherwise: number) =>
  Number(basedOn?.split(':')[1] ?? otherwise) || otherwise

/** Edits all targets and consequences of a policy. Continues a draft, or starts from the version in force. */
export function PolicyForm({
  plan,
  name,
  product,
  draft,
  startsFrom,
  onClose,
}: {
  plan: Pick<PlanPolicyView, 'planId' | 'inForce'>
  /** Name of the plan, and of the product. */
  name: string
  product: Product | null
  draft: PolicyVersionView | null
  startsFrom: PolicyDefinition | null
  onClose: () => void
}) {
  const t = useTranslations('policy')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const length = usePromiseLength()
  const times = useTimes()
  const [own, setOwn] = useState(() => calendarsOf(startsFrom))
  const [from, setFrom] = useState('')
  const [asking, setAsking] = useState<PolicyDefinition | null>(null)
  const named = useQuery(trpc.sla.calendars.queryOptions())
  const initial = valuesOf(startsFrom, length)
  const form = useForm({ initialValues: initial })
  const field = useTranslations('field')
  const typed = useFormDraft<PolicyValues>(form, {
    form: 'sla-policy',
    about: `${plan.planId}-${product ?? 'all'}-${draft?.id ?? 'new'}`,
    current: initial,
    revision: draft ? `${draft.id}:${draft.revision}` : (plan.inForce?.id ?? null),
    describe: (values) => [
      ...severities.flatMap((severity) =>
        metrics.map((metric): [string, string] => {
          const { time, calendar } = values.targets[severity][metric]
          return [`${severity} · ${field(`metric.${metric}`)}`, time && `${time} (${calendar})`]
        }),
      ),
      [t('warnings'), values.warnings],
    ],
  })
  const library = named.data?.filter((calendar) => !calendar.archived) ?? []
  const calendars = { ...Object.fromEntries(library.map((one) => [one.name, one.calendar])), ...own }
  const choices = Object.keys(calendars).map((value) => ({
    value,
    label: calendars[value]?.type === '24x7' ? t('always') : value,
  }))
  const older = library.filter((one) => {
    const taken = own[one.name]
    return taken && !sameCalendar(taken, one.calendar)
  })
  const inForceFrom = from ? instantOfText(from, times.zone) : null
  const save = useMutation(
    trpc.sla.savePolicy.mutationOptions({
      onError: (error) => {
        notifyFailed(errorText(error).message)
        void queries.invalidateQueries(trpc.sla.pathFilter())
      },
      onSuccess: async ({ version }, { publish }) => {
        typed.end()
        await queries.invalidateQueries(trpc.sla.pathFilter())
        const words = { plan: name, version }
        notifyDone(publish ? t(inForceFrom ? 'scheduled' : 'published', words) : t('draftSaved', words))
        onClose()
      },
      onSettled: () => setAsking(null),
    }),
  )
  const checkedDefinition = (): PolicyDefinition | null => {
    const result = definitionOf(form.values, calendars)
    if ('definition' in result) return result.definition
    form.setErrors(
      Object.fromEntries(Object.entries(result.faults).map(([path, fault]) => [path, t(`fault.${fault}`)])),
    )
    notifyFailed(t('checkFields'))
    return null
  }
  const send = (definition: PolicyDefinition, publish: boolean) => {
    if (save.isPending) return
    const from = publish ? inForceFrom : null
    save.mutate({
      clientKey: draft ? null : contentKey(typed.clientKey, { definition, publish, from }),
      planId: plan.planId,
      product,
      definition,
      publish,
      inForceFrom: from,
      draft: draft && { versionId: draft.id, revision: seenRevision(typed.basedOn, draft.revision) },
    })
  }
  const saveDraft = () => {
    const definition = checkedDefinition()
    if (definition) send(definition, false)
  }

  return (
    <Form
      aria-label={t('editOf', { plan: name })}
      onSubmit={(event) => {
        event.preventDefault()
        setAsking(checkedDefinition())
      }}
    >
      <Stack gap="md">
        <Text c="dimmed">
          {draft && `${t('fromDraft', { version: draft.version })} `}
          {t('timeHint')}
        </Text>
        {older.map((one) => (
          <Alert key={one.id} variant="default" p="sm" role="status">
            <Group gap="sm">
              <Text>{t('calendarOlder', { name: one.name })}</Text>
              <Button variant="default" onClick={() => setOwn({ ...own, [one.name]: one.calendar })}>
                {t('takeCurrent')}
              </Button>
            </Group>
          </Alert>
        ))}
        {severities.map((severity) => (
          <TargetFields key={severity} severity={severity} form={form} calendars={choices} />
        ))}
        <TextInput
          size="xs"
          maw={320}
          label={t('warnings')}
          description={t('warningsHint')}
          {...form.getInputProps('warnings')}
        />
        <Fieldset legend={t('consequences')}>
          <Stack gap="md">
            <Text fz="xs" c="dimmed">
              {t('asEscalationHint')} {t('deedHint')}
            </Text>
            {severities.map((severity) => (
              <ConsequenceFields key={severity} severity={severity} form={form} />
            ))}
          </Stack>
        </Fieldset>
        <Box maw={360}>
          <DateTimeField label={t('from')} description={t('fromHint')} value={from} onChange={setFrom} />
        </Box>
        <SettingsState settings={typed} />
        <Text c="dimmed">{t('keepsVersion')}</Text>
        <Group gap="sm">
          <Button type="submit" disabled={save.isPending}>
            {from ? t('publishAt') : t('publishNow')}
          </Button>
          <Button variant="default" loading={save.isPending && !save.variables.publish} onClick={saveDraft}>
            {t('saveDraft')}
          </Button>
          <Button
            variant="subtle"
            disabled={save.isPending}
            onClick={() => {
              typed.end()
              onClose()
            }}
          >
            {t('cancel')}
          </Button>
        </Group>
      </Stack>
      <PublishModal
        name={name}
        before={plan.inForce?.definition ?? null}
        after={asking}
        inForceFrom={inForceFrom}
        busy={save.isPending}
        onPublish={() => asking && send(asking, true)}
        onClose={() => setAsking(null)}
      />
    </Form>
  )
}
