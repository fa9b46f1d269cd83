'use client'
import { ActionIcon, Badge, Group, Menu, Stack, Text } from '@mantine/core'
import { Table } from '@/app/_ui/light'
import { IconDots } from '@tabler/icons-react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { DataTable } from '@/app/_ui/data-table'
import { ListPages } from '@/app/_ui/list-pages'
import { Person } from '@/app/_ui/person'
import { useRowPages } from '@/app/_ui/use-row-pages'
import type { PersonView } from '@/server/accounts/schema'
import { RolesModal, type RolesSubject } from './roles-modal'

/** People with their roles by organisation. Without `editable` nothing can be changed. */
export function PeopleTable({
  people,
  editable = false,
  withOrganisation = false,
  onDeactivate,
  onReactivate,
}: {
  people: PersonView[]
  editable?: boolean
  withOrganisation?: boolean
  onDeactivate?: (person: PersonView) => void
  onReactivate?: (person: PersonView) => void
}) {
  const t = useTranslations('people')
  const [subject, setSubject] = useState<RolesSubject | null>(null)
  const page = useRowPages(people)
  // The newest data, so that the open form shows a change by another administrator.
  const person = people.find(({ id }) => id === subject?.person.id)
  const membership = person?.memberships.find(
    ({ organisationId }) => organisationId === subject?.membership.organisationId,
  )
  return (
    <>
      <DataTable minWidth={560}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('personName')}</Table.Th>
            <Table.Th>{t('email')}</Table.Th>
            <Table.Th>{t('roles')}</Table.Th>
            {editable && <Table.Th>{t('actions')}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {page.rows.map((person) => (
            <Table.Tr key={person.id}>
              <Table.Td>
                <Group gap="sm" wrap="nowrap">
                  <Person name={person.name} />
                  {person.deactivatedAt && <Badge>{t('deactivated')}</Badge>}
                </Group>
              </Table.Td>
              <Table.Td>{person.email}</Table.Td>
              <Table.Td>
                <Stack gap="xs">
                  {person.memberships.map((membership) => (
                    <Group key={membership.organisationId} gap="xs">
                      {withOrganisation && <Text span>{membership.organisationName}</Text>}
                      {membership.roles.map((role) => (
                        <Badge key={role}>{t(`role.${role}`)}</Badge>
                      ))}
                    </Group>
                  ))}
                </Stack>
              </Table.Td>
              {editable && (
                <Table.Td>
                  <Menu position="bottom-end" withInitialFocusPlaceholder={false}>
                    <Menu.Target>
                      <ActionIcon variant="subtle" aria-label={t('actionsOf', { name: person.name })}>
                        <IconDots size={16} aria-hidden />
                      </ActionIcon>
                    </Menu.Target>
                    <Menu.Dropdown>
                      {person.memberships.map((membership) => (
                        <Menu.Item key={membership.organisationId} onClick={() => setSubject({ person, membership })}>
                          {withOrganisation
                            ? t('changeRolesIn', { organisation: membership.organisationName })
                            : t('changeRoles')}
                        </Menu.Item>
                      ))}
                      {onDeactivate && !person.deactivatedAt && (
                        <Menu.Item color="red" onClick={() => onDeactivate(person)}>
                          {t('deactivate')}
                        </Menu.Item>
                      )}
                      {onReactivate && person.deactivatedAt && (
                        <Menu.Item onClick={() => onReactivate(person)}>{t('reactivate')}</Menu.Item>
                      )}
                    </Menu.Dropdown>
                  </Menu>
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </DataTable>
      <ListPages next={page.next} name="page" />
      <RolesModal subject={person && membership ? { person, membership } : subject} onClose={() => setSubject(null)} />
    </>
  )
}
