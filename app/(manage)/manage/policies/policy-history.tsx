'use client'
import { Box, Group, NativeSelect, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { ListPages } from '@/app/_ui/list-pages'
import { TimeText } from '@/app/_ui/time-text'
import { useAddress } from '@/app/_ui/use-address'
import { useErrorText } from '@/app/_ui/use-error-text'
import type { PlanPolicyView } from '@/server/sla/policy/schema'
import { policyDifferences } from '@/server/sla/policy/policy-difference.rules'
import { DifferenceList } from './difference-list'

/** Returns the name of the URL parameter that holds the cursor of a policy's history. */
export const historyPlace = (policyId: string) => `history-${policyId}`

/** The history of a policy, newest first, and the differences between any two of its versions. */
export function PolicyHistory({ policyId, plan }: { policyId: string; plan: PlanPolicyView }) {
  const t = useTranslations('policy')
  const trpc = useTRPC()
  const errorText = useErrorText()
  const place = historyPlace(policyId)
  const [params] = useAddress()
  const changes = useQuery(trpc.sla.policyChanges.queryOptions({ policyId, after: params.get(place) }))
  const versions = [...plan.drafts, ...plan.scheduled, ...plan.history].sort((a, b) => b.version - a.version)
  const [fromId, setFromId] = useState(versions[1]?.id ?? '')
  const [toId, setToId] = useState(versions[0]?.id ?? '')
  const from = versions.find((one) => one.id === fromId)
  const to = versions.find((one) => one.id === toId)
  const choices = versions.map(({ id, version, state }) => ({
    value: id,
    label: t(state === 'draft' ? 'draft' : 'version', { version }),
  }))
  return (
    <Stack gap="md" mt="md">
      <Stack gap="xs" component="ol" p={0} m={0} style={{ listStyle: 'none' }} aria-label={t('history')}>
        {changes.isError && <Text>{errorText(changes.error).message}</Text>}
        {changes.data?.rows.length === 0 && <Text c="dimmed">{t('noChanges')}</Text>}
        {changes.data?.rows.map((change) => (
          <Box component="li" key={change.id}>
            <Text>
              <Text span c="dimmed">
                <TimeText at={change.at} />
              </Text>{' '}
              <Text span fw={550}>
                {change.by}
              </Text>{' '}
              {t.rich(`changed.${change.action}`, {
                version: change.version ?? 0,
                at: () => change.inForceFrom && <TimeText at={change.inForceFrom} />,
              })}
            </Text>
            {change.differences.length > 0 && <DifferenceList differences={change.differences} />}
          </Box>
        ))}
      </Stack>
      <ListPages next={changes.data?.next ?? null} name={place} />
      {versions.length > 1 && (
        <Stack gap="xs" component="section" aria-label={t('comparison')}>
          <Title order={3}>{t('comparison')}</Title>
          <Group gap="sm">
            <NativeSelect
              size="xs"
              label={t('compareFrom')}
              data={choices}
              value={fromId}
              onChange={(event) => setFromId(event.currentTarget.value)}
            />
            <NativeSelect
              size="xs"
              label={t('compareTo')}
              data={choices}
              value={toId}
              onChange={(event) => setToId(event.currentTarget.value)}
            />
          </Group>
          {from && to && <DifferenceList differences={policyDifferences(from.definition, to.definition)} />}
        </Stack>
      )}
    </Stack>
  )
}
