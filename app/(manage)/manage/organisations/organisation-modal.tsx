'use client'
import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type FormEvent, useState } from 'react'
import { Notice } from '@/app/_account/notice'
import { useRefusal } from '@/app/_account/use-refusal'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import type { OrganisationView } from '@/server/accounts/schema'
import { Form } from '@/app/_forms/form'
import { SettingsState } from '@/app/_forms/settings-state'
import { useSettings } from '@/app/_forms/use-settings'

type Editing = OrganisationView | 'new'

/** An organisation's name, key and plan. The key cannot be changed later, because ticket references begin with it. */
export function OrganisationModal({ editing, onClose }: { editing: Editing | null; onClose: () => void }) {
  const t = useTranslations('people')
  return (
    <Modal
      opened={editing !== null}
      onClose={onClose}
      title={editing === 'new' ? t('addOrganisation') : t('changeOrganisation')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {editing && <OrganisationForm editing={editing} onClose={onClose} />}
    </Modal>
  )
}

function OrganisationForm({ editing, onClose }: { editing: Editing; onClose: () => void }) {
  const t = useTranslations('people')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const { data: plans } = useQuery(trpc.accounts.plans.queryOptions())
  const isNew = editing === 'new'
  const planName = (id: string | null) => plans?.find((plan) => plan.id === id)?.name ?? ''
  const settings = useSettings({
    form: 'organisation',
    about: isNew ? 'new' : editing.id,
    current: isNew
      ? { name: '', key: '', planId: null as string | null }
      : { name: editing.name, key: editing.key, planId: editing.plan?.id ?? null },
    revision: isNew ? null : editing.revision,
    describe: (all) => [
      [t('name'), all.name],
      [t('plan'), planName(all.planId)],
    ],
  })
  const { values } = settings
  const [errors, setErrors] = useState<Record<string, string>>({})
  const { refusal, refuse: showRefusal } = useRefusal({ setErrors })
  const change = (part: Partial<typeof values>) => {
    settings.setValues({ ...values, ...part })
    setErrors((all) => Object.fromEntries(Object.entries(all).filter(([name]) => !(name in part))))
  }
  const refuse = (error: unknown) => {
    showRefusal(error)
    void queries.invalidateQueries(trpc.accounts.pathFilter())
  }
  const onSuccess = async () => {
    settings.end()
    await queries.invalidateQueries(trpc.accounts.pathFilter())
    notifyDone(t('organisationSaved'))
    onClose()
  }
  const create = useMutation(trpc.accounts.organisations.create.mutationOptions({ onError: refuse, onSuccess }))
  const update = useMutation(trpc.accounts.organisations.update.mutationOptions({ onError: refuse, onSuccess }))
  const busy = create.isPending || update.isPending
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { name, key, planId } = values
    if (busy) return
    if (isNew) create.mutate({ clientKey: settings.clientKey, name, key, planId })
    else update.mutate({ organisationId: editing.id, basedOn: settings.basedOn, name, planId })
  }

  return (
    <Form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label={t('name')}
          required
          withAsterisk={false}
          data-autofocus
          value={values.name}
          error={errors.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t('key')}
          description={t('keyHint')}
          required
          withAsterisk={false}
          readOnly={!isNew}
          value={values.key}
          error={errors.key}
          onChange={(event) => change({ key: event.currentTarget.value.toUpperCase() })}
        />
        {(isNew || !editing.isVendor) && (
          <Select
            label={t('plan')}
            description={t('planHint')}
            data={plans?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
            clearable
            value={values.planId}
            error={errors.planId}
            onChange={(planId) => change({ planId })}
          />
        )}
        <SettingsState settings={settings} />
        <Notice text={settings.conflict ? null : refusal} />
        <Group justify="flex-end">
          <Button type="submit" size="sm" loading={busy}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </Form>
  )
}
