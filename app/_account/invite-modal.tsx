'use client'
import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { oneOf } from '@/server/vocabulary/list'
import { locales } from '@/server/vocabulary/locale'
import { type RoleName } from '@/server/vocabulary/role'
import { Notice } from './notice'
import { RolesInput } from './roles-input'
import { useRefusal } from './use-refusal'
import { Form } from '@/app/_forms/form'

export interface InvitableOrganisation {
  id: string
  name: string
  isVendor: boolean
}

/** Invites one address into one organisation; the link is mailed and valid for seven days. */
export function InviteModal({
  opened,
  organisations,
  onClose,
}: {
  opened: boolean
  organisations: InvitableOrganisation[]
  onClose: () => void
}) {
  const t = useTranslations('people')
  return (
    <Modal opened={opened} onClose={onClose} title={t('invite')} closeButtonProps={{ 'aria-label': t('close') }}>
      <InviteForm organisations={organisations} onClose={onClose} />
    </Modal>
  )
}

function InviteForm({ organisations, onClose }: { organisations: InvitableOrganisation[]; onClose: () => void }) {
  const t = useTranslations('people')
  const tAuth = useTranslations('auth')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const locale = oneOf(locales, useLocale()) ?? 'en'
  const form = useForm({
    initialValues: { organisationId: organisations[0]?.id ?? '', email: '', name: '', roles: [] as RoleName[], locale },
  })
  const { refusal, refuse } = useRefusal(form)
  const invite = useMutation(
    trpc.accounts.people.invite.mutationOptions({
      onError: refuse,
      onSuccess: async (_, { email }) => {
        await queries.invalidateQueries(trpc.accounts.people.pathFilter())
        notifyDone(t('invited', { email }))
        onClose()
      },
    }),
  )
  const chosen = organisations.find((organisation) => organisation.id === form.values.organisationId)

  return (
    <Form onSubmit={form.onSubmit((values) => invite.mutate(values))}>
      <Stack gap="md">
        {organisations.length > 1 && (
          <Select
            label={t('organisation')}
            data={organisations.map(({ id, name }) => ({ value: id, label: name }))}
            allowDeselect={false}
            searchable
            {...form.getInputProps('organisationId')}
            onChange={(organisationId) => form.setValues({ organisationId: organisationId ?? '', roles: [] })}
          />
        )}
        <TextInput
          label={t('email')}
          type="email"
          required
          withAsterisk={false}
          data-autofocus
          {...form.getInputProps('email')}
        />
        <TextInput label={t('nameOptional')} {...form.getInputProps('name')} />
        <Select
          label={t('mailLanguage')}
          data={locales.map((each) => ({ value: each, label: tAuth(`languages.${each}`) }))}
          allowDeselect={false}
          {...form.getInputProps('locale')}
        />
        <RolesInput
          isVendor={chosen?.isVendor ?? false}
          value={form.values.roles}
          error={form.errors.roles}
          onChange={(roles) => form.setFieldValue('roles', roles)}
        />
        <Notice text={refusal} />
        <Group justify="flex-end">
          <Button type="submit" size="sm" loading={invite.isPending}>
            {t('sendInvitation')}
          </Button>
        </Group>
      </Stack>
    </Form>
  )
}
