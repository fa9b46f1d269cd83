'use client'
import {
  Button,
  Fieldset,
  Group,
  Input,
  MultiSelect,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  TextInput,
} from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { DateTimeField } from '@/app/_ui/date-time-field'
import { rotationUnits } from '@/server/oncall/facts'
import type { Layer } from '@/server/oncall/schema'
import { TurnOrder } from '../../turn-order'
import { RestrictionFields } from './restriction-fields'

/** One layer: its people, the length of a turn, the start of the first and the end of the last turn, and its hours. */
export function LayerField({
  number,
  layer,
  people,
  timeZone,
  onChange,
  onMove,
  onRemove,
}: {
  number: number
  layer: Layer
  people: { id: string; name: string }[]
  timeZone: string
  onChange: (layer: Layer) => void
  /** Moves the layer up or down; a later layer takes precedence over an earlier one and is shown above it. */
  onMove?: { up?: () => void; down?: () => void }
  onRemove?: () => void
}) {
  const t = useTranslations('oncall')
  return (
    <Fieldset legend={t('layer', { number })}>
      <Stack gap="sm">
        <TextInput
          label={t('form.layerName')}
          value={layer.name ?? ''}
          onChange={(event) => onChange({ ...layer, name: event.currentTarget.value || undefined })}
        />
        <MultiSelect
          label={t('form.participants')}
          description={t(layer.participants.length === 0 ? 'form.participantsNone' : 'form.participantsHint')}
          data={people.map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          value={layer.participants}
          onChange={(participants) => onChange({ ...layer, participants })}
        />
        <TurnOrder
          people={people}
          order={layer.participants}
          onChange={(participants) => onChange({ ...layer, participants })}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
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
        </SimpleGrid>
        {/* Date, time and zone need the full width. */}
        <Stack gap="sm">
          <DateTimeField
            label={t('form.start')}
            zone={timeZone}
            required
            value={layer.start}
            onChange={(start) => onChange({ ...layer, start })}
          />
          <DateTimeField
            label={t('form.end')}
            zone={timeZone}
            value={layer.end ?? ''}
            onChange={(end) => onChange({ ...layer, end: end || null })}
          />
        </Stack>
        <Input.Wrapper label={t('restriction.title')} labelElement="div">
          <RestrictionFields
            restrictions={layer.restrictions}
            onChange={(restrictions) => onChange({ ...layer, restrictions })}
          />
        </Input.Wrapper>
        {(onRemove || onMove) && (
          <Group gap="sm">
            {onMove?.up && (
              <Button variant="default" onClick={onMove.up} aria-label={t('form.moveUpNamed', { number })}>
                {t('form.moveUp')}
              </Button>
            )}
            {onMove?.down && (
              <Button variant="default" onClick={onMove.down} aria-label={t('form.moveDownNamed', { number })}>
                {t('form.moveDown')}
              </Button>
            )}
            {onRemove && (
              <Button variant="default" onClick={onRemove}>
                {t('form.removeLayer', { number })}
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </Fieldset>
  )
}
