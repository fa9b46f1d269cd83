'use client'
import { Button, Group, Modal, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import type { PersonView } from '@/server/accounts/schema'
import { Notice } from './notice'
import { RolesInput } from './roles-input'
import { useRefusal } from './use-refusal'
import { Form } from '@/app/_forms/form'

export interface RolesSubject {
  person: PersonView
  membership: PersonView['memberships'][number]
}

/** Changes what one person may do in one organisation; none at all removes them from it. */
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
  const form = useForm({ initialValues: { roles: membership.roles } })
  const { refusal, refuse } = useRefusal(form)
  const change = useMutation(
    trpc.accounts.people.setRoles.mutationOptions({
      onError: refuse,
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.accounts.pathFilter())
        notifyDone(t('rolesChanged'))
        onClose()
      },
    }),
  )
  const { organisationId } = membership
  return (
    <Form onSubmit={form.onSubmit(({ roles }) => change.mutate({ userId: person.id, organisationId, roles }))}>
      <Stack gap="md">
        <RolesInput
          isVendor={membership.isVendor}
          value={form.values.roles}
          error={form.errors.roles}
          onChange={(roles) => form.setFieldValue('roles', roles)}
        />
        <Notice kind="done" text={form.values.roles.length === 0 ? t('removesMembership') : null} />
        <Notice text={refusal} />
        <Group justify="flex-end">
          <Button type="submit" size="sm" loading={change.isPending}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </Form>
  )
}
