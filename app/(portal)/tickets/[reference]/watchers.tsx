'use client'
import { ActionIcon, Button, Group, Select, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { IconX } from '@tabler/icons-react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { notifyFailed } from '@/app/_ui/notify'
import { useErrorText } from '@/app/_ui/use-error-text'
import { useViewer } from '@/app/_ui/viewer-context'
import { ticketRights } from '@/server/tickets/rights.rules'
import { can } from '@/server/vocabulary/rights/rights'
import type { TicketView } from '@/server/tickets/reading/schema'

/** The people who get every reply by mail: the reader can join with one click and add colleagues from a list. */
export function Watchers({ ticket }: { ticket: TicketView }) {
  const t = useTranslations('portal.facts')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const viewer = useViewer()
  const errorText = useErrorText()
  const [asked, setAsked] = useState(false)
  const { reference, watchers } = ticket
  const organisationId = ticket.organisation.id
  const after = {
    onError: (error: unknown) => notifyFailed(errorText(error).message),
    onSettled: () => queries.invalidateQueries(trpc.tickets.get.queryFilter({ reference })),
  }
  const watch = useMutation(trpc.tickets.watch.mutationOptions(after))
  const unwatch = useMutation(trpc.tickets.unwatch.mutationOptions(after))
  // Loaded only when the reader wants to choose, not with every ticket.
  const people = useQuery({ ...trpc.accounts.people.list.queryOptions({ organisationId }), enabled: asked })
  if (!viewer) return null
  const watching = watchers.some((person) => person.id === viewer.userId)
  const facts = { organisationId, filerId: ticket.filer.id }
  const colleagues = (people.data ?? []).filter(
    (person) => !person.deactivatedAt && !watchers.some((watcher) => watcher.id === person.id),
  )
  return (
    <Stack gap="xs" align="flex-start">
      {watchers.length === 0 && <Text>{t('nobodyWatches')}</Text>}
      {watchers.length > 0 && (
        <Stack component="ul" gap={4} p={0} m={0} w="100%" style={{ listStyle: 'none' }}>
          {watchers.map((person) => (
            <Group key={person.id} component="li" justify="space-between" wrap="nowrap" gap="xs">
              <Text miw={0} style={{ overflowWrap: 'anywhere' }}>
                {person.name}
              </Text>
              {person.id !== viewer.userId && can(viewer, ticketRights.unwatch, { ...facts, watcherId: person.id }) && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t('removeWatcher', { name: person.name })}
                  disabled={unwatch.isPending}
                  onClick={() => unwatch.mutate({ reference, userId: person.id })}
                >
                  <IconX size={14} aria-hidden />
                </ActionIcon>
              )}
            </Group>
          ))}
        </Stack>
      )}
      <Button
        variant="default"
        loading={watch.isPending || unwatch.isPending}
        onClick={() => (watching ? unwatch : watch).mutate({ reference, userId: viewer.userId })}
      >
        {t(watching ? 'unwatch' : 'watch')}
      </Button>
      <Select
        w="100%"
        size="xs"
        label={t('addColleague')}
        placeholder={t('chooseColleague')}
        searchable
        value={null}
        data={colleagues.map((person) => ({ value: person.id, label: person.name }))}
        nothingFoundMessage={people.isPending ? t('loadingColleagues') : t('noColleague')}
        onFocus={() => setAsked(true)}
        onChange={(userId) => userId && watch.mutate({ reference, userId })}
      />
    </Stack>
  )
}
