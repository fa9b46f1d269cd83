'use client'
import { Badge, Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useLocale } from 'next-intl'
import { useState } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { DataTable } from '@/app/_ui/data-table'
import { EmptyState } from '@/app/_ui/empty-state'
import { Group, Table, Text } from '@/app/_ui/light'
import { notifyDone, notifyFailed } from '@/app/_ui/notify'
import { Screen } from '@/app/_ui/screen'
import { useAddress } from '@/app/_ui/use-address'
import { useErrorText } from '@/app/_ui/use-error-text'
import { bodyFor } from '@/server/tickets/macros/rules'
import type { MacroView } from '@/server/tickets/macros/schema'
import { oneOf } from '@/server/vocabulary/list'
import { locales } from '@/server/vocabulary/locale'
import { MacroForm } from './macro-form'

/** The macros that the engineer can use, and the form that writes one; which one is open stands in the address. */
export function MacrosScreen() {
  const t = useTranslations('desk.macros')
  const trpc = useTRPC()
  const [params, change] = useAddress()
  const open = params.get('macro')
  const { data: macros } = useQuery(trpc.macros.list.queryOptions())
  const edited = macros?.find(({ id, mayChange }) => id === open && mayChange)
  const isOpen = open === 'new' || edited !== undefined
  const write = <Button onClick={() => change({ macro: 'new' })}>{t('write')}</Button>
  return (
    <Screen title={t('title')} actions={isOpen ? undefined : write}>
      {isOpen && <MacroForm key={edited?.id ?? 'new'} macro={edited ?? null} onClose={() => change({ macro: null })} />}
      {!isOpen && macros?.length === 0 && <EmptyState title={t('none')} hint={t('noneHint')} action={write} />}
      {!isOpen && macros && macros.length > 0 && (
        <DataTable minWidth={640}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('name')}</Table.Th>
              <Table.Th>{t('for')}</Table.Th>
              <Table.Th>{t('kind')}</Table.Th>
              <Table.Th>{t('languages')}</Table.Th>
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {macros.map((macro) => (
              <Row key={macro.id} macro={macro} onEdit={() => change({ macro: macro.id })} />
            ))}
          </Table.Tbody>
        </DataTable>
      )}
    </Screen>
  )
}

function Row({ macro, onEdit }: { macro: MacroView; onEdit: () => void }) {
  const t = useTranslations('desk.macros')
  const field = useTranslations('field')
  const locale = useLocale()
  const errorText = useErrorText()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const remove = useMutation(
    trpc.macros.remove.mutationOptions({
      onSuccess: () => notifyDone(t('removed', { name: macro.name })),
      onError: (error) => notifyFailed(errorText(error).message),
      onSettled: () => queries.invalidateQueries(trpc.macros.list.queryFilter()),
    }),
  )
  const languages = [macro.bodies.en && t('en'), macro.bodies['zh-CN'] && t('zh')].filter(Boolean)
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={500} style={{ overflowWrap: 'anywhere' }}>
          <bdi>{macro.name}</bdi>
        </Text>
        <Text fz="xs" c="dimmed" lineClamp={1}>
          {bodyFor(macro.bodies, oneOf(locales, locale) ?? 'en').text}
        </Text>
      </Table.Td>
      <Table.Td>{macro.scope.for === 'team' ? <bdi>{macro.team}</bdi> : t(`scope.${macro.scope.for}`)}</Table.Td>
      <Table.Td>
        <Badge>{field(`kind.${macro.kind}`)}</Badge>
      </Table.Td>
      <Table.Td>{languages.join(' · ')}</Table.Td>
      <Table.Td>
        {macro.mayChange && (
          <Group gap="xs" justify="flex-end" wrap="nowrap">
            <Button variant="default" size="xs" aria-label={t('editNamed', { name: macro.name })} onClick={onEdit}>
              {t('edit')}
            </Button>
            <Button
              variant={isAsking ? 'filled' : 'default'}
              size="xs"
              aria-label={t(isAsking ? 'reallyRemoveNamed' : 'removeNamed', { name: macro.name })}
              loading={remove.isPending}
              onBlur={() => setAsking(false)}
              onClick={() => (isAsking ? remove.mutate({ id: macro.id }) : setAsking(true))}
            >
              {t(isAsking ? 'reallyRemove' : 'remove')}
            </Button>
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  )
}
