'use client'
import { Button, Group, Modal, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type FormEvent, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import type { PersonView } from '@/server/accounts/schema'
import { listFormat } from '@/server/vocabulary/list'
import { Notice } from './notice'
import { RolesInput } from './roles-input'
import { useRefusal } from './use-refusal'
import { Form } from '@/app/_forms/form'
import { SettingsState } from '@/app/_forms/settings-state'
import { useSettings } from '@/app/_forms/use-settings'

export interface RolesSubject {
  person: PersonView
  membership: PersonView['memberships'][number]
}

/** Changes a person's roles in one organisation; without any role the person is removed from it. */
export function RolesModal({ subject, onClose }: { subject: RolesSubject | null; onClose: () => void }) {
  const t = useTranslations('people')
  return (
    <Modal
      opened={subject !== null}
      onClose={onClose}
      title={subject && t('rolesOf', { name: subject.person.name, organisation: subject.membership.organisationName })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {subject && <RolesForm subject={subject} onClose={onClose} />}
    </Modal>
  )
}

function RolesForm({ subject: { person, membership }, onClose }: { subject: RolesSubject; onClose: () => void }) {
  const t = useTranslations('people')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const list = listFormat(useLocale())
  const { organisationId } = membership
  const settings = useSettings({
    form: 'roles',
    about: `${person.id}-${organisationId}`,
    current: membership.roles,
    revision: membership.revision,
    describe: (roles) => [[t('roles'), list.format(roles.map((role) => t(`role.${role}`)))]],
  })
  const roles = settings.values
  const [errors, setErrors] = useState<Record<string, string>>({})
  const { refusal, refuse } = useRefusal({ setErrors })
  const change = useMutation(
    trpc.accounts.people.setRoles.mutationOptions({
      onError: (error) => {
        refuse(error)
        void queries.invalidateQueries(trpc.accounts.pathFilter())
      },
      onSuccess: async () => {
        settings.end()
        await queries.invalidateQueries(trpc.accounts.pathFilter())
        notifyDone(t('rolesChanged'))
        onClose()
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!change.isPending) change.mutate({ userId: person.id, organisationId, roles, basedOn: settings.basedOn })
  }
  return (
    <Form onSubmit={submit}>
      <Stack gap="md">
        <RolesInput isVendor={membership.isVendor} value={roles} error={errors.roles} onChange={settings.setValues} />
        <Notice kind="done" text={roles.length === 0 ? t('removesMembership') : null} />
        <SettingsState settings={settings} />
        <Notice text={settings.conflict ? null : refusal} />
        <Group justify="flex-end">
          <Button type="submit" size="sm" loading={change.isPending}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </Form>
  )
}
