'use client'
import { Badge, Button, Drawer, Group, Switch } from '@mantine/core'
import { Table } from '@/app/_ui/light'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { DataTable } from '@/app/_ui/data-table'
import { ProjectsPanel } from '@/app/_account/projects-panel'
import { useTRPC } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import { ListPages } from '@/app/_ui/list-pages'
import { notifyFailed } from '@/app/_ui/notify'
import { Screen } from '@/app/_ui/screen'
import { useAddress } from '@/app/_ui/use-address'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useRowPages } from '@/app/_ui/use-row-pages'
import type { OrganisationView } from '@/server/accounts/schema'
import { OrganisationModal } from './organisation-modal'

/** The customers and the vendor's own organisation, each with its plan and projects. */
export function OrganisationsScreen({ editable }: { editable: boolean }) {
  const t = useTranslations('people')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const { data: organisations } = useSuspenseQuery(trpc.accounts.organisations.list.queryOptions())
  const [params, change] = useAddress()
  const withArchived = params.get('archived') === 'shown'
  const [editing, setEditing] = useState<OrganisationView | 'new' | null>(null)
  const [projectsOf, setProjectsOf] = useState<OrganisationView | null>(null)
  const archive = useMutation(
    trpc.accounts.organisations.archive.mutationOptions({
      onError: (error) => notifyFailed(errorText(error).message),
      onSuccess: () => queries.invalidateQueries(trpc.accounts.pathFilter()),
    }),
  )
  const shown = organisations.filter((organisation) => withArchived || !organisation.archivedAt)
  const page = useRowPages(shown)
  const hasCustomers = organisations.some((organisation) => !organisation.isVendor)
  const add = editable && <Button onClick={() => setEditing('new')}>{t('addOrganisation')}</Button>

  return (
    <Screen
      title={t('organisations')}
      actions={
        <>
          <Switch
            size="xs"
            label={t('showArchived')}
            checked={withArchived}
            onChange={(event) => change({ archived: event.currentTarget.checked ? 'shown' : null, page: null })}
          />
          {add}
        </>
      }
    >
      {shown.length > 0 && (
        <DataTable minWidth={640}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('key')}</Table.Th>
              <Table.Th>{t('name')}</Table.Th>
              <Table.Th>{t('plan')}</Table.Th>
              <Table.Th>{t('peopleCount')}</Table.Th>
              <Table.Th>{t('project.title')}</Table.Th>
              {editable && <Table.Th>{t('actions')}</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {page.rows.map((organisation) => (
              <Table.Tr key={organisation.id}>
                <Table.Td style={{ fontFamily: 'var(--mantine-font-family-monospace)' }}>{organisation.key}</Table.Td>
                <Table.Td>
                  <Group gap="sm">
                    {organisation.name}
                    {organisation.isVendor && <Badge>{t('vendor')}</Badge>}
                    {organisation.archivedAt && <Badge>{t('archived')}</Badge>}
                  </Group>
                </Table.Td>
                <Table.Td>{organisation.isVendor ? '–' : (organisation.plan?.name ?? t('noPlan'))}</Table.Td>
                <Table.Td>{organisation.people}</Table.Td>
                <Table.Td>
                  {organisation.isVendor ? (
                    '–'
                  ) : (
                    <Button
                      variant="default"
                      aria-label={t('projectsOf', {
                        name: organisation.name,
                        projects: t('projectCount', { count: organisation.projects }),
                      })}
                      onClick={() => setProjectsOf(organisation)}
                    >
                      {t('projectCount', { count: organisation.projects })}
                    </Button>
                  )}
                </Table.Td>
                {editable && (
                  <Table.Td>
                    <Group gap="xs" wrap="nowrap">
                      <Button
                        variant="default"
                        aria-label={t('changeOf', { name: organisation.name })}
                        onClick={() => setEditing(organisation)}
                      >
                        {t('change')}
                      </Button>
                      {!organisation.isVendor && (
                        <Button
                          variant="subtle"
                          aria-label={t(organisation.archivedAt ? 'restoreOf' : 'archiveOf', {
                            name: organisation.name,
                          })}
                          loading={archive.isPending && archive.variables.organisationId === organisation.id}
                          onClick={() =>
                            archive.mutate({
                              organisationId: organisation.id,
                              archived: organisation.archivedAt === null,
                            })
                          }
                        >
                          {t(organisation.archivedAt ? 'restore' : 'archive')}
                        </Button>
                      )}
                    </Group>
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </DataTable>
      )}
      <ListPages next={page.next} name="page" />
      {!hasCustomers && <EmptyState title={t('noCustomers')} hint={t('noCustomersHint')} action={add || undefined} />}
      <OrganisationModal
        // The newest data, so that the open form shows a change by somebody else.
        editing={
          editing && editing !== 'new' ? (organisations.find(({ id }) => id === editing.id) ?? editing) : editing
        }
        onClose={() => setEditing(null)}
      />
      <Drawer
        opened={projectsOf !== null}
        onClose={() => setProjectsOf(null)}
        position="right"
        title={projectsOf?.name}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        {projectsOf && <ProjectsPanel organisationId={projectsOf.id} editable={editable} />}
      </Drawer>
    </Screen>
  )
}
