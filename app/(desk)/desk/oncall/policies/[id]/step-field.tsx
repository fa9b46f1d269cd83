'use client'
import { Button, Fieldset, Group, MultiSelect, NumberInput, Stack } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { targetTypes } from '@/server/paging/facts'
import type { EscalationDefinition } from '@/server/paging/schema'
import { severities } from '@/server/vocabulary/severity'

type Step = EscalationDefinition['steps'][number]
interface Named {
  id: string
  name: string
}

/** The key of a choice: a team can be called together or in turn, so the same id occurs with two types. */
const keyOf = ({ type, id }: Step['targets'][number]) => `${type} ${id}`
function targetOf(key: string): Step['targets'] {
  const [kind, id] = key.split(' ')
  const type = targetTypes.find((each) => each === kind)
  return type && id ? [{ type, id }] : []
}

/** One step: whom it calls, for which severities, and how long until the next. */
export function StepField({
  number,
  step,
  schedules,
  people,
  teams,
  onChange,
  onRemove,
}: {
  number: number
  step: Step
  schedules: Named[]
  people: Named[]
  teams: Named[]
  onChange: (step: Step) => void
  onRemove?: () => void
}) {
  const t = useTranslations('oncall')
  const options = (type: (typeof targetTypes)[number], from: Named[], label = (name: string) => name) =>
    from.map(({ id, name }) => ({ value: keyOf({ type, id }), label: label(name) }))
  return (
    <Fieldset legend={t('form.step', { number })}>
      <Stack gap="sm">
        <MultiSelect
          label={t('form.targets')}
          data={[
            { group: t('form.schedules'), items: options('schedule', schedules) },
            { group: t('form.people'), items: options('engineer', people) },
            { group: t('form.teams'), items: options('team', teams, (name) => t('form.wholeTeam', { name })) },
            { group: t('form.inTurn'), items: options('roundRobin', teams, (name) => t('form.oneOf', { name })) },
          ]}
          searchable
          required
          withAsterisk={false}
          value={step.targets.map(keyOf)}
          onChange={(keys) => onChange({ ...step, targets: keys.flatMap(targetOf) })}
        />
        <Group align="flex-end" gap="sm">
          <MultiSelect
            flex="1 1 14rem"
            label={t('form.onlyFor')}
            placeholder={step.severities?.length ? undefined : t('form.everySeverity')}
            data={[...severities]}
            value={step.severities ?? []}
            onChange={(chosen) =>
              onChange({
                ...step,
                severities: chosen.length > 0 ? severities.filter((each) => chosen.includes(each)) : undefined,
              })
            }
          />
          <NumberInput
            flex="1 1 10rem"
            label={t('form.delay')}
            min={1}
            allowDecimal={false}
            value={step.delayMinutes}
            onChange={(value) => onChange({ ...step, delayMinutes: Number(value) || 1 })}
          />
          {onRemove && (
            <Button variant="default" size="sm" onClick={onRemove}>
              {t('form.removeStep', { number })}
            </Button>
          )}
        </Group>
      </Stack>
    </Fieldset>
  )
}
