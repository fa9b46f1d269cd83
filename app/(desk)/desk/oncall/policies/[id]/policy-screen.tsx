'use client'
import { Button, Fieldset, Group, NumberInput, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type FormEvent } from 'react'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { Screen } from '@/app/_ui/screen'
import type { PolicyUse } from '@/server/paging/policy/policy-choice.rules'
import { escalationLimits } from '@/server/paging/facts'
import type { EscalationDefinition } from '@/server/paging/schema'
import { usePolicyWords } from '../../use-policy-words'
import { useTriggerWords } from '../../use-trigger-words'
import { useRefusalWords } from '../../use-refusal-words'
import { RehearsalPanel } from './rehearsal-panel'
import { StepField } from './step-field'
import { TriggerFields } from './trigger-fields'
import { UseFields } from './use-fields'
import { severities } from '@/server/vocabulary/severity'
import { Form } from '@/app/_forms/form'
import { SettingsState } from '@/app/_forms/settings-state'
import { useSettings } from '@/app/_forms/use-settings'

const firstStep: EscalationDefinition['steps'][number] = { delayMinutes: 5, targets: [] }
const fresh: EscalationDefinition = {
  steps: [firstStep],
  repeats: 1,
  persistEveryMinutes: 5,
  acknowledgeTimeoutMinutes: { S1: 15, S2: 30, S3: 60, S4: 120 },
}

interface PolicyValues {
  name: string
  definition: EscalationDefinition
  use: PolicyUse
}

/** Creates or edits an escalation policy, with a description of what it does. */
export function PolicyScreen({ id, now }: { id: string | null; now: Date }) {
  const t = useTranslations('oncall')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const router = useRouter()
  const refusalWords = useRefusalWords()
  const { data: paging } = useSuspenseQuery(trpc.paging.policies.queryOptions())
  const words = usePolicyWords(paging)
  const triggerWords = useTriggerWords()
  const known = paging.policies.find((policy) => policy.id === id)
  const settings = useSettings<PolicyValues>({
    form: 'escalation-policy',
    about: id ?? 'new',
    current: {
      name: known?.name ?? '',
      definition: known?.definition ?? fresh,
      use: {
        isDefault: known?.isDefault ?? paging.policies.length === 0,
        severities: known?.severities ?? [],
        teamId: known?.teamId ?? null,
      },
    },
    revision: known?.revision ?? null,
    describe: (values) => [
      [t('form.name'), values.name],
      [t('form.preview'), `${words(values.definition, values.use)} ${triggerWords(values.definition.triggers)}`.trim()],
    ],
  })
  const { name, definition, use } = settings.values
  const change = (part: Partial<PolicyValues>) => settings.setValues({ ...settings.values, ...part })
  const setDefinition = (next: EscalationDefinition) => change({ definition: next })
  const { steps, acknowledgeTimeoutMinutes: timeouts } = definition
  const save = useMutation(
    trpc.paging.savePolicy.mutationOptions({
      onError: () => queries.invalidateQueries(trpc.paging.policies.pathFilter()),
      onSuccess: async () => {
        settings.end()
        notifyDone(t('saved'))
        await queries.invalidateQueries()
        router.push('/desk/oncall')
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (save.isPending) return
    save.mutate({
      id,
      clientKey: id ? null : settings.clientKey,
      basedOn: settings.basedOn,
      name,
      definition,
      ...use,
      severities: [...use.severities],
    })
  }
  const changeSteps = (next: EscalationDefinition['steps']) => setDefinition({ ...definition, steps: next })

  return (
    <Screen title={known?.name ?? t('newPolicy')} back={{ href: '/desk/oncall', name: t('title') }} width="reading">
      <Form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label={t('form.name')}
            required
            withAsterisk={false}
            value={name}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <UseFields
            use={use}
            wasDefault={known?.isDefault ?? paging.policies.length === 0}
            teams={paging.teams}
            onChange={(next) => change({ use: next })}
          />
          {steps.map((step, index) => (
            <StepField
              // A step has no id; its position is its key.
              key={`step-${String(index)}`}
              number={index + 1}
              step={step}
              schedules={paging.schedules}
              people={paging.people}
              teams={paging.teams}
              onChange={(next) => changeSteps(steps.map((each, place) => (place === index ? next : each)))}
              onRemove={steps.length > 1 ? () => changeSteps(steps.filter((_, place) => place !== index)) : undefined}
            />
          ))}
          {steps.length < escalationLimits.steps && (
            <Group>
              <Button variant="default" onClick={() => changeSteps([...steps, firstStep])}>
                {t('form.addStep')}
              </Button>
            </Group>
          )}
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            <NumberInput
              label={t('form.repeats')}
              min={0}
              max={escalationLimits.repeats}
              allowDecimal={false}
              value={definition.repeats}
              onChange={(value) => setDefinition({ ...definition, repeats: Number(value) || 0 })}
            />
            <NumberInput
              label={t('form.persist')}
              min={1}
              allowDecimal={false}
              value={definition.persistEveryMinutes}
              onChange={(value) => setDefinition({ ...definition, persistEveryMinutes: Number(value) || 1 })}
            />
          </SimpleGrid>
          <Fieldset legend={t('form.timeouts')}>
            <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
              {severities.map((severity) => (
                <NumberInput
                  key={severity}
                  label={t('form.timeout', { severity })}
                  min={1}
                  allowDecimal={false}
                  value={timeouts[severity]}
                  onChange={(value) =>
                    setDefinition({
                      ...definition,
                      acknowledgeTimeoutMinutes: { ...timeouts, [severity]: Number(value) || 1 },
                    })
                  }
                />
              ))}
            </SimpleGrid>
          </Fieldset>
          <TriggerFields
            triggers={definition.triggers}
            onChange={(triggers) => setDefinition({ ...definition, triggers })}
          />
          <Text role="status" aria-label={t('form.preview')}>
            {words(definition, use)} {triggerWords(definition.triggers)}
          </Text>
          <SettingsState settings={settings} />
          <Notice text={settings.conflict ? null : refusalWords(save.error)} />
          <Group>
            <Button type="submit" size="sm" loading={save.isPending}>
              {t('save')}
            </Button>
          </Group>
        </Stack>
      </Form>
      <RehearsalPanel policyId={id} definition={definition} now={now} paging={paging} />
    </Screen>
  )
}
