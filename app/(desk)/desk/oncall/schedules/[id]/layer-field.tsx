'use client'
import { Button, Fieldset, Group, MultiSelect, NumberInput, Select, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useTranslations } from 'next-intl'
import { type Layer, rotationUnits } from '@/server/oncall/schema'

/** One layer: who takes turns, how long a turn is, and when the first begins. */
export function LayerField({
  number,
  layer,
  people,
  timeZone,
  onChange,
  onRemove,
}: {
  number: number
  layer: Layer
  people: { id: string; name: string }[]
  timeZone: string
  onChange: (layer: Layer) => void
  onRemove?: () => void
}) {
  const t = useTranslations('oncall')
  return (
    <Fieldset legend={t('layer', { number })}>
      <Stack gap="sm">
        <MultiSelect
          label={t('form.participants')}
          description={t('form.participantsHint')}
          data={people.map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          value={layer.participants}
          onChange={(participants) => onChange({ ...layer, participants })}
        />
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
          <NumberInput
            label={t('form.length')}
            min={1}
            max={365}
            allowDecimal={false}
            value={layer.rotation.length}
            onChange={(length) => onChange({ ...layer, rotation: { ...layer.rotation, length: Number(length) || 1 } })}
          />
          <Select
            label={t('form.unit')}
            data={rotationUnits.map((unit) => ({ value: unit, label: t(`unit.${unit}`) }))}
            allowDeselect={false}
            value={layer.rotation.unit}
            onChange={(value) => {
              const unit = rotationUnits.find((each) => each === value)
              if (unit) onChange({ ...layer, rotation: { ...layer.rotation, unit } })
            }}
          />
          <TextInput
            type="datetime-local"
            label={t('form.start', { zone: timeZone })}
            required
            withAsterisk={false}
            value={layer.start}
            onChange={(event) => onChange({ ...layer, start: event.currentTarget.value })}
          />
        </SimpleGrid>
        {onRemove && (
          <Group>
            <Button variant="default" onClick={onRemove}>
              {t('form.removeLayer', { number })}
            </Button>
          </Group>
        )}
      </Stack>
    </Fieldset>
  )
}
