'use client'
import { Button, Grid, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type FormEvent, useState } from 'react'
import { Notice } from '@/app/_account/notice'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import css from '@/app/_ui/ui.module.css'
import type { Layer } from '@/server/oncall/schema'
import { listFormat } from '@/server/vocabulary/list'
import { useRefusalWords } from '../../use-refusal-words'
import { LayerField } from './layer-field'
import { BeginsModal } from './begins-modal'
import { SchedulePreviewPanel, useSchedulePreview } from './schedule-preview'
import { Form } from '@/app/_forms/form'
import { SettingsState } from '@/app/_forms/settings-state'
import { useSettings } from '@/app/_forms/use-settings'

export interface SchedulePlan {
  id: string | null
  name: string
  timeZone: string
  layers: Layer[]
}

/** Creates a layer with weekly turns and an id that is unique among `others`. */
export function newLayer(others: readonly Layer[], start: string): Layer {
  let number = others.length + 1
  while (others.some(({ id }) => id === `layer-${number}`)) number++
  return { id: `layer-${number}`, start, rotation: { unit: 'week', length: 1 }, participants: [], restrictions: [] }
}

/** Swaps a layer with the one after it. */
const swapped = (layers: readonly Layer[], place: number): Layer[] =>
  layers.map((layer, index) => (index === place ? layers[place + 1]! : index === place + 1 ? layers[place]! : layer))

/**
 * Form for a schedule's name, zone and layers, beside a preview of the resulting shifts. An edit that changes who is on
 * call now asks when it takes effect.
 */
export function ScheduleForm({ initial, revision }: { initial: SchedulePlan; revision: string | null }) {
  const t = useTranslations('oncall')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const router = useRouter()
  const refusalWords = useRefusalWords()
  const { data: paging } = useSuspenseQuery(trpc.paging.policies.queryOptions())
  const nameOf = (id: string) => paging.people.find((person) => person.id === id)?.name ?? id
  const list = listFormat(useLocale())
  const settings = useSettings<SchedulePlan>({
    form: 'schedule',
    about: initial.id ?? 'new',
    current: initial,
    revision,
    describe: (all) => [
      [t('form.name'), all.name],
      [t('form.timeZone'), all.timeZone],
      ...all.layers.map((layer, index): [string, string] => [
        layer.name || t('layer', { number: index + 1 }),
        [
          list.format(layer.participants.map(nameOf)),
          t(`layerWords.${layer.rotation.unit}`, { count: layer.rotation.length }),
          layer.start.replace('T', ' '),
        ].join(' · '),
      ]),
    ],
  })
  const { values: plan, setValues: setPlan } = settings
  const [asks, setAsks] = useState(false)
  const preview = useSchedulePreview(plan, 'now')
  const save = useMutation(
    trpc.oncall.saveSchedule.mutationOptions({
      onSuccess: async ({ id }) => {
        setAsks(false)
        if (plan.id === null) settings.end()
        notifyDone(t('saved'))
        await queries.invalidateQueries()
        if (plan.id === null) router.push(`/desk/oncall/schedules/${id}`)
      },
      onError: () => {
        setAsks(false)
        void queries.invalidateQueries(trpc.oncall.schedule.pathFilter())
      },
    }),
  )
  const zones = [...new Set(['UTC', plan.timeZone, ...Intl.supportedValuesOf('timeZone')])]
  const send = (begins?: 'now' | 'nextHandoff') => {
    if (save.isPending) return
    const clientKey = plan.id === null ? settings.clientKey : null
    save.mutate({ ...plan, clientKey, basedOn: settings.basedOn, ...(begins && { begins }) })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { data } = preview
    if (plan.id !== null && data && data.before !== null && data.before !== data.after) setAsks(true)
    else send()
  }
  const changeLayers = (layers: Layer[]) => setPlan({ ...plan, layers })

  return (
    <Form onSubmit={submit}>
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Stack gap="md">
            <TextInput
              label={t('form.name')}
              required
              withAsterisk={false}
              value={plan.name}
              onChange={(event) => setPlan({ ...plan, name: event.currentTarget.value })}
            />
            <Select
              label={t('form.timeZone')}
              description={plan.id ? t('form.timeZoneFixed') : undefined}
              disabled={plan.id !== null}
              data={zones}
              searchable
              limit={60}
              allowDeselect={false}
              value={plan.timeZone}
              onChange={(timeZone) => timeZone && setPlan({ ...plan, timeZone })}
            />
            {plan.layers.length > 1 && (
              <Text fz="xs" c="dimmed">
                {t('form.layerOrder')}
              </Text>
            )}
            {plan.layers.map((layer, index) => (
              <LayerField
                key={layer.id}
                number={index + 1}
                layer={layer}
                people={paging.people}
                timeZone={plan.timeZone}
                onChange={(next) => changeLayers(plan.layers.map((each) => (each.id === layer.id ? next : each)))}
                onMove={{
                  up: index > 0 ? () => changeLayers(swapped(plan.layers, index - 1)) : undefined,
                  down: index < plan.layers.length - 1 ? () => changeLayers(swapped(plan.layers, index)) : undefined,
                }}
                onRemove={
                  plan.layers.length > 1
                    ? () => changeLayers(plan.layers.filter((each) => each.id !== layer.id))
                    : undefined
                }
              />
            ))}
            {plan.layers.length < 10 && (
              <Group>
                <Button
                  variant="default"
                  onClick={() =>
                    changeLayers([
                      ...plan.layers,
                      newLayer(plan.layers, plan.layers.at(-1)?.start ?? '2026-01-01T00:00'),
                    ])
                  }
                >
                  {t('form.addLayer')}
                </Button>
              </Group>
            )}
            <SettingsState settings={settings} />
            <Notice text={settings.conflict ? null : refusalWords(save.error)} />
            <Group>
              <Button type="submit" size="sm" loading={save.isPending}>
                {t('form.saveSchedule')}
              </Button>
              {plan.id === null && (
                <Button size="sm" variant="default" onClick={() => router.push('/desk/oncall')}>
                  {t('form.cancel')}
                </Button>
              )}
            </Group>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <div className={css.beside}>
            {preview.data && (
              <SchedulePreviewPanel preview={preview.data} isStale={preview.isPlaceholderData || preview.isFetching} />
            )}
            <Notice text={refusalWords(preview.error)} />
          </div>
        </Grid.Col>
      </Grid>
      {preview.data && (
        <BeginsModal
          opened={asks}
          preview={preview.data}
          isSaving={save.isPending}
          onChoose={send}
          onClose={() => setAsks(false)}
        />
      )}
    </Form>
  )
}
