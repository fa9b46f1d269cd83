'use client'
import { Badge, Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Suspense, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import { notifyFailed } from '@/app/_ui/notify'
import { useErrorText } from '@/app/_ui/use-error-text'
import type { ProjectView } from '@/server/accounts/schema'
import { regionName } from '@/server/vocabulary/region/region.rules'
import { ProjectModal } from './project-modal'

interface Props {
  organisationId: string
  editable: boolean
}

/** An organisation's projects with their profiles; leads and administrators may change them. */
export function ProjectsPanel(props: Props) {
  return (
    <Suspense fallback={<Skeleton h="6rem" />}>
      <Projects {...props} />
    </Suspense>
  )
}

function Projects({ organisationId, editable }: Props) {
  const t = useTranslations('people')
  const locale = useLocale()
  const field = useTranslations('field')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const [editing, setEditing] = useState<ProjectView | 'new' | null>(null)
  const { data: projects } = useSuspenseQuery(trpc.accounts.projects.list.queryOptions({ organisationId }))
  const archive = useMutation(
    trpc.accounts.projects.archive.mutationOptions({
      onError: (error) => notifyFailed(errorText(error).message),
      onSuccess: () => queries.invalidateQueries(trpc.accounts.pathFilter()),
    }),
  )
  const add = editable && (
    <Button variant="default" onClick={() => setEditing('new')}>
      {t('project.add')}
    </Button>
  )
  const facts = (project: ProjectView) =>
    [
      project.appId,
      ...project.products.map((product) => field(`product.${product}`)),
      project.scenario && field(`scenario.${project.scenario}`),
      ...project.platforms.map((platform) => field(`platform.${platform}`)),
      project.sdkVersion && t('project.sdk', { version: project.sdkVersion }),
      ...project.regions.map((region) => regionName(region, locale)),
      ...project.carriers,
    ].filter(Boolean)

  return (
    <Stack gap="md" component="section" aria-label={t('project.title')}>
      <Group justify="space-between">
        <Title order={2}>{t('project.title')}</Title>
        {projects.length > 0 && add}
      </Group>
      {projects.length === 0 && (
        <EmptyState title={t('project.none')} hint={t('project.noneHint')} action={add || undefined} />
      )}
      {projects.map((project) => (
        <Group key={project.id} justify="space-between" align="flex-start" gap="sm">
          <Stack gap={0} flex={1} miw="12rem">
            <Group gap="sm">
              <Text fw={550}>{project.name}</Text>
              {project.archivedAt && <Badge>{t('archived')}</Badge>}
            </Group>
            <Text c="dimmed">{facts(project).join(' · ') || t('project.nothingKnown')}</Text>
          </Stack>
          {editable && (
            <Group gap="xs">
              <Button
                variant="default"
                aria-label={t('project.editOf', { name: project.name })}
                onClick={() => setEditing(project)}
              >
                {t('change')}
              </Button>
              <Button
                variant="subtle"
                aria-label={t(project.archivedAt ? 'project.restoreOf' : 'project.archiveOf', { name: project.name })}
                loading={archive.isPending && archive.variables.projectId === project.id}
                onClick={() => archive.mutate({ projectId: project.id, archived: project.archivedAt === null })}
              >
                {t(project.archivedAt ? 'restore' : 'archive')}
              </Button>
            </Group>
          )}
        </Group>
      ))}
      <ProjectModal
        organisationId={organisationId}
        // The newest data, so that the open form shows a change by somebody else.
        editing={editing && editing !== 'new' ? (projects.find(({ id }) => id === editing.id) ?? editing) : editing}
        onClose={() => setEditing(null)}
      />
    </Stack>
  )
}
