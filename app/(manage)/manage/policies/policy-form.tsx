'use client'
import { Button, Fieldset, Group, NumberInput, SimpleGrid, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone, notifyFailed } from '@/app/_ui/notify'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { useErrorText } from '@/app/_ui/use-error-text'
import { longestTargetMinutes, type PlanPolicyView } from '@/server/sla/policy-schema'
import { metrics, severities } from '@/server/sla/schema'
import { definitionOf, minutesOf } from './policy-minutes'

/** The minutes of every promise of a plan. Begins with the newest draft, else with what is in force. */
export function PolicyForm({ plan, onClose }: { plan: PlanPolicyView; onClose: () => void }) {
  const t = useTranslations('manage.policies')
  const field = useTranslations('field')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const before = (plan.drafts[0] ?? plan.inForce)?.definition ?? null
  const form = useForm({ initialValues: minutesOf(before) })
  const save = useMutation(
    trpc.sla.savePolicy.mutationOptions({
      onError: (error) => {
        const { message, fieldErrors } = errorText(error)
        form.setErrors(
          Object.fromEntries(
            Object.entries(fieldErrors).map(([path, words]) => [
              path.replace(/^definition\.severities\./, '').replace(/\.targetMinutes$/, ''),
              words,
            ]),
          ),
        )
        notifyFailed(message)
      },
      onSuccess: async ({ version }, { publish }) => {
        await queries.invalidateQueries(trpc.sla.pathFilter())
        notifyDone(t(publish ? 'published' : 'draftSaved', { plan: plan.planName, version }))
        onClose()
      },
    }),
  )
  const send = (publish: boolean) =>
    form.onSubmit((minutes) => save.mutate({ planId: plan.planId, definition: definitionOf(before, minutes), publish }))
  const pending = (publish: boolean) => save.isPending && save.variables.publish === publish

  return (
    <form onSubmit={send(true)} aria-label={t('editOf', { plan: plan.planName })}>
      <Stack gap="md">
        <Text c="dimmed">{t(plan.drafts.length > 0 ? 'fromDraft' : 'minutesHint')}</Text>
        {severities.map((severity) => (
          <Fieldset key={severity} legend={<SeverityGlyph severity={severity} withWord />}>
            <SimpleGrid cols={{ base: 2, md: 5 }} spacing="md">
              {metrics.map((metric) => (
                <NumberInput
                  key={metric}
                  size="xs"
                  label={field(`metric.${metric}`)}
                  placeholder={t('noTarget')}
                  suffix={t('minutesSuffix')}
                  min={1}
                  max={longestTargetMinutes}
                  allowDecimal={false}
                  allowNegative={false}
                  hideControls
                  {...form.getInputProps(`${severity}.${metric}`)}
                />
              ))}
            </SimpleGrid>
          </Fieldset>
        ))}
        <Text c="dimmed">{t('keepsVersion')}</Text>
        <Group gap="sm">
          <Button type="submit" loading={pending(true)} disabled={pending(false)}>
            {t('saveAndPublish')}
          </Button>
          <Button variant="default" loading={pending(false)} disabled={pending(true)} onClick={() => send(false)()}>
            {t('saveDraft')}
          </Button>
          <Button variant="subtle" disabled={save.isPending} onClick={onClose}>
            {t('cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
