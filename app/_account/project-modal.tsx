'use client'
import { Button, Group, Modal, MultiSelect, Select, Stack, TagsInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { useViewer } from '@/app/_ui/viewer-context'
import { isStaff, type ProjectInput, type ProjectView, platforms, products, scenarios } from '@/server/accounts/schema'
import { Notice } from './notice'
import { useRefusal } from './use-refusal'
import { Form } from '@/app/_forms/form'

const blank: ProjectInput = {
  name: '',
  appId: '',
  products: [],
  scenario: null,
  platforms: [],
  sdkVersion: '',
  regions: [],
  carriers: [],
  teamId: null,
}

/** The environment profile of one app: everything told here is never asked again at filing. */
export function ProjectModal({
  organisationId,
  editing,
  onClose,
}: {
  organisationId: string
  editing: ProjectView | 'new' | null
  onClose: () => void
}) {
  const t = useTranslations('people')
  return (
    <Modal
      opened={editing !== null}
      onClose={onClose}
      title={editing === 'new' ? t('project.add') : t('project.edit')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {editing && <ProjectForm organisationId={organisationId} editing={editing} onClose={onClose} />}
    </Modal>
  )
}

function ProjectForm({
  organisationId,
  editing,
  onClose,
}: {
  organisationId: string
  editing: ProjectView | 'new'
  onClose: () => void
}) {
  const t = useTranslations('people')
  const field = useTranslations('field')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const viewer = useViewer()
  const staff = viewer !== null && isStaff(viewer)
  const { data: teams } = useQuery(trpc.accounts.teams.queryOptions(undefined, { enabled: staff }))
  const form = useForm<ProjectInput>({ initialValues: editing === 'new' ? blank : inputOf(editing) })
  const { refusal, refuse } = useRefusal(form)
  const onSuccess = async () => {
    await queries.invalidateQueries(trpc.accounts.pathFilter())
    notifyDone(t('project.saved'))
    onClose()
  }
  const create = useMutation(trpc.accounts.projects.create.mutationOptions({ onError: refuse, onSuccess }))
  const update = useMutation(trpc.accounts.projects.update.mutationOptions({ onError: refuse, onSuccess }))
  const submit = form.onSubmit((all) => {
    const values = staff ? all : { ...all, teamId: undefined }
    return editing === 'new'
      ? create.mutate({ ...values, organisationId })
      : update.mutate({ ...values, projectId: editing.id })
  })

  return (
    <Form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label={t('project.name')}
          required
          withAsterisk={false}
          maxLength={120}
          data-autofocus
          {...form.getInputProps('name')}
        />
        <TextInput label={t('project.appId')} maxLength={120} {...form.getInputProps('appId')} />
        <MultiSelect
          label={t('project.products')}
          data={products.map((value) => ({ value, label: field(`product.${value}`) }))}
          {...form.getInputProps('products')}
        />
        <Select
          label={t('project.scenario')}
          data={scenarios.map((value) => ({ value, label: field(`scenario.${value}`) }))}
          clearable
          searchable
          {...form.getInputProps('scenario')}
        />
        <MultiSelect
          label={t('project.platforms')}
          data={platforms.map((value) => ({ value, label: field(`platform.${value}`) }))}
          searchable
          {...form.getInputProps('platforms')}
        />
        <TextInput label={t('project.sdkVersion')} maxLength={120} {...form.getInputProps('sdkVersion')} />
        <TagsInput
          label={t('project.regions')}
          description={t('project.tagsHint')}
          maxTags={30}
          {...form.getInputProps('regions')}
        />
        <TagsInput
          label={t('project.carriers')}
          description={t('project.tagsHint')}
          maxTags={30}
          {...form.getInputProps('carriers')}
        />
        {teams && teams.length > 0 && (
          <Select
            label={t('project.team')}
            description={t('project.teamHint')}
            placeholder={t('project.noTeam')}
            data={teams.map(({ id, name }) => ({ value: id, label: name }))}
            clearable
            {...form.getInputProps('teamId')}
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

function inputOf(project: ProjectView): ProjectInput {
  const { id: _id, organisationId: _organisation, archivedAt: _archived, ...input } = project
  return input
}
