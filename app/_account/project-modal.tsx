'use client'
import { accountsRights } from '@/server/accounts/rights.rules'
import { can } from '@/server/vocabulary/rights/rights'
import { Button, Group, Modal, MultiSelect, Select, Stack, TagsInput, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { type ChangeEvent, type FormEvent, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { notifyDone } from '@/app/_ui/notify'
import { useRegionNames } from '@/app/_ui/use-region-names'
import { useViewer } from '@/app/_ui/viewer-context'
import type { ProjectInput, ProjectView } from '@/server/accounts/schema'
import { platforms, products, scenarios } from '@/server/vocabulary/field'
import { listFormat } from '@/server/vocabulary/list'
import { Notice } from './notice'
import { useRefusal } from './use-refusal'
import { Form } from '@/app/_forms/form'
import { SettingsState } from '@/app/_forms/settings-state'
import { useSettings } from '@/app/_forms/use-settings'

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

/** Edits the environment profile of one app, which is used to fill in the filing form. */
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
  const staff = can(viewer, accountsRights.seeTeamOfProject)
  const { data: teams } = useQuery(trpc.accounts.teams.queryOptions(undefined, { enabled: staff }))
  const list = listFormat(useLocale())
  const regions = useRegionNames()
  const settings = useSettings<ProjectInput>({
    form: 'project',
    about: editing === 'new' ? `new-${organisationId}` : editing.id,
    current: editing === 'new' ? blank : inputOf(editing),
    revision: editing === 'new' ? null : editing.revision,
    describe: (all) => [
      [t('project.name'), all.name],
      [t('project.appId'), all.appId],
      [t('project.products'), list.format(all.products.map((value) => field(`product.${value}`)))],
      [t('project.scenario'), all.scenario ? field(`scenario.${all.scenario}`) : ''],
      [t('project.platforms'), list.format(all.platforms.map((value) => field(`platform.${value}`)))],
      [t('project.sdkVersion'), all.sdkVersion],
      [t('project.regions'), list.format(all.regions)],
      [t('project.carriers'), list.format(all.carriers)],
      [t('project.team'), teams?.find(({ id }) => id === all.teamId)?.name ?? ''],
    ],
  })
  const { values: project } = settings
  const [errors, setErrors] = useState<Record<string, string>>({})
  const { refusal, refuse: showRefusal } = useRefusal({ setErrors })
  const change = (part: Partial<ProjectInput>) => {
    settings.setValues({ ...project, ...part })
    setErrors((all) => Object.fromEntries(Object.entries(all).filter(([name]) => !(name.split('.')[0]! in part))))
  }
  const errorOf = (name: keyof ProjectInput) =>
    Object.entries(errors).find(([path]) => path.split('.')[0] === name)?.[1]
  const text = (name: 'name' | 'appId' | 'sdkVersion') => ({
    value: project[name],
    error: errorOf(name),
    onChange: (event: ChangeEvent<HTMLInputElement>) => change({ [name]: event.currentTarget.value }),
  })
  const choice = <N extends keyof ProjectInput>(name: N) => ({
    value: project[name],
    error: errorOf(name),
    // The offered choices are exactly the values that the field may hold.
    onChange: (value: unknown) => change({ [name]: value }),
  })
  const refuse = (error: unknown) => {
    showRefusal(error)
    void queries.invalidateQueries(trpc.accounts.pathFilter())
  }
  const onSuccess = async () => {
    settings.end()
    await queries.invalidateQueries(trpc.accounts.pathFilter())
    notifyDone(t('project.saved'))
    onClose()
  }
  const create = useMutation(trpc.accounts.projects.create.mutationOptions({ onError: refuse, onSuccess }))
  const update = useMutation(trpc.accounts.projects.update.mutationOptions({ onError: refuse, onSuccess }))
  const busy = create.isPending || update.isPending
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    const values = staff ? project : { ...project, teamId: undefined }
    if (editing === 'new') create.mutate({ ...values, organisationId, clientKey: settings.clientKey })
    else update.mutate({ ...values, projectId: editing.id, basedOn: settings.basedOn })
  }

  return (
    <Form onSubmit={submit}>
      <Stack gap="md">
        <TextInput label={t('project.name')} required withAsterisk={false} data-autofocus {...text('name')} />
        <TextInput label={t('project.appId')} {...text('appId')} />
        <MultiSelect
          label={t('project.products')}
          data={products.map((value) => ({ value, label: field(`product.${value}`) }))}
          {...choice('products')}
        />
        <Select
          label={t('project.scenario')}
          data={scenarios.map((value) => ({ value, label: field(`scenario.${value}`) }))}
          clearable
          searchable
          {...choice('scenario')}
        />
        <MultiSelect
          label={t('project.platforms')}
          data={platforms.map((value) => ({ value, label: field(`platform.${value}`) }))}
          searchable
          {...choice('platforms')}
        />
        <TextInput label={t('project.sdkVersion')} {...text('sdkVersion')} />
        <TagsInput
          label={t('project.regions')}
          data={regions}
          limit={8}
          description={t('project.tagsHint')}
          maxTags={30}
          {...choice('regions')}
        />
        <TagsInput
          label={t('project.carriers')}
          description={t('project.tagsHint')}
          maxTags={30}
          {...choice('carriers')}
        />
        {teams && teams.length > 0 && (
          <Select
            label={t('project.team')}
            description={t('project.teamHint')}
            placeholder={t('project.noTeam')}
            data={teams.map(({ id, name }) => ({ value: id, label: name }))}
            clearable
            {...choice('teamId')}
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

function inputOf(project: ProjectView): ProjectInput {
  const { id: _id, organisationId: _organisation, archivedAt: _archived, revision: _revision, ...input } = project
  return input
}
