'use client'
import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Notice } from '@/app/_account/notice'
import { useRefusal } from '@/app/_account/use-refusal'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import type { OrganisationView } from '@/server/accounts/schema'
import { Form } from '@/app/_forms/form'

type Editing = OrganisationView | 'new'

/** An organisation's name, key and plan. The key is chosen once: ticket references begin with it. */
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
  const form = useForm({
    initialValues: isNew
      ? { name: '', key: '', planId: null as string | null }
      : { name: editing.name, key: editing.key, planId: editing.plan?.id ?? null },
  })
  const { refusal, refuse } = useRefusal(form)
  const onSuccess = async () => {
    await queries.invalidateQueries(trpc.accounts.pathFilter())
    notifyDone(t('organisationSaved'))
    onClose()
  }
  const create = useMutation(trpc.accounts.organisations.create.mutationOptions({ onError: refuse, onSuccess }))
  const update = useMutation(trpc.accounts.organisations.update.mutationOptions({ onError: refuse, onSuccess }))
  const submit = form.onSubmit(({ name, key, planId }) =>
    isNew ? create.mutate({ name, key, planId }) : update.mutate({ organisationId: editing.id, name, planId }),
  )

  return (
    <Form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label={t('name')}
          required
          withAsterisk={false}
          maxLength={120}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <TextInput
          label={t('key')}
          description={t('keyHint')}
          required
          withAsterisk={false}
          maxLength={10}
          readOnly={!isNew}
          {...form.getInputProps('key')}
          onChange={(event) => form.setFieldValue('key', event.currentTarget.value.toUpperCase())}
        />
        {(isNew || !editing.isVendor) && (
          <Select
            label={t('plan')}
            description={t('planHint')}
            data={plans?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
            clearable
            {...form.getInputProps('planId')}
          />
        )}
        <Notice text={refusal} />
        <Group justify="flex-end">
          <Button type="submit" size="sm" loading={create.isPending || update.isPending}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </Form>
  )
}
