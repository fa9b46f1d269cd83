'use client'
import { Button, Fieldset, Group, MultiSelect, NumberInput, Stack } from '@mantine/core'
import { useTranslations } from 'next-intl'
import type { EscalationDefinition, EscalationTarget } from '@/server/paging/schema'

type Step = EscalationDefinition['steps'][number]
interface Named {
  id: string
  name: string
}

/** One step: whom it calls, and how long until the next. */
export function StepField({
  number,
  step,
  schedules,
  people,
  onChange,
  onRemove,
}: {
  number: number
  step: Step
  schedules: Named[]
  people: Named[]
  onChange: (step: Step) => void
  onRemove?: () => void
}) {
  const t = useTranslations('oncall')
  const targets: EscalationTarget[] = [
    ...schedules.map(({ id }) => ({ type: 'schedule' as const, id })),
    ...people.map(({ id }) => ({ type: 'engineer' as const, id })),
  ]
  const options = (from: Named[]) => from.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <Fieldset legend={t('form.step', { number })}>
      <Stack gap="sm">
        <MultiSelect
          label={t('form.targets')}
          data={[
            { group: t('form.schedules'), items: options(schedules) },
            { group: t('form.people'), items: options(people) },
          ]}
          searchable
          value={step.targets.map(({ id }) => id)}
          onChange={(ids) =>
            onChange({ ...step, targets: ids.flatMap((id) => targets.find((target) => target.id === id) ?? []) })
          }
        />
        <Group align="flex-end">
          <NumberInput
            label={t('form.delay')}
            min={1}
            allowDecimal={false}
            value={step.delayMinutes}
            onChange={(value) => onChange({ ...step, delayMinutes: Number(value) || 1 })}
          />
          {onRemove && (
            <Button variant="default" onClick={onRemove}>
              {t('form.removeStep', { number })}
            </Button>
          )}
        </Group>
      </Stack>
    </Fieldset>
  )
}
