'use client'
import { Button, Group, Input, NativeSelect, Paper, SegmentedControl, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useId, useState } from 'react'
import { useTRPC } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import { notifyFailed } from '@/app/_ui/notify'
import { useErrorText } from '@/app/_ui/use-error-text'
import { products as productList } from '@/server/vocabulary/field'
import { requireOneOf } from '@/server/vocabulary/list'
import type { PlanPolicyView } from '@/server/sla/policy/schema'
import { replayPeriods } from '@/server/whatif/facts'
import { initialChoice, candidatesOf, policyKey } from './candidates'

type Days = (typeof replayPeriods)[number] | null

/** Form of a new replay: whose tickets, which candidate version, which period. */
export function ReplayForm({ policies, versionId: asked }: { policies: PlanPolicyView[]; versionId: string | null }) {
  const t = useTranslations('whatif')
  const products = useTranslations('field.product')
  const trpc = useTRPC()
  const router = useRouter()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const periodId = useId()
  const initial = initialChoice(policies, asked)
  const [whose, setWhose] = useState(initial ? policyKey(initial.policy) : '')
  const [versionId, setVersionId] = useState(initial?.versionId ?? '')
  const [days, setDays] = useState<Days>(30)
  const start = useMutation(
    trpc.whatIf.start.mutationOptions({
      onError: (error) => notifyFailed(errorText(error).message),
      onSuccess: async ({ id }) => {
        await queries.invalidateQueries(trpc.whatIf.list.pathFilter())
        router.push(`/manage/what-if?replay=${id}`)
      },
    }),
  )
  if (!initial) return <EmptyState title={t('noPolicy')} hint={t('noPolicyHint')} />
  const nameOf = ({ planName, product }: PlanPolicyView) =>
    product === null
      ? planName
      : t('planProduct', { plan: planName, product: products(requireOneOf(productList, product)) })
  const chosen = policies.find((one) => policyKey(one) === whose) ?? initial.policy
  return (
    <Paper p="md" component="section" aria-label={t('ask')}>
      <Text c="dimmed" maw="var(--nd-reading)" mb="md">
        {t('hint')}
      </Text>
      <Group gap="md" align="flex-end">
        <NativeSelect
          size="xs"
          label={t('whose')}
          value={policyKey(chosen)}
          onChange={(event) => setWhose(event.currentTarget.value)}
          data={policies.map((one) => ({ value: policyKey(one), label: nameOf(one) }))}
        />
        <NativeSelect
          size="xs"
          label={t('judgedBy')}
          value={versionId}
          onChange={(event) => setVersionId(event.currentTarget.value)}
          data={policies
            .filter((one) => candidatesOf(one).length > 0)
            .map((one) => ({
              group: nameOf(one),
              items: candidatesOf(one).map(({ state, version }) => ({
                value: version.id,
                label: t(`candidate.${state}`, { plan: nameOf(one), version: version.version }),
              })),
            }))}
        />
        <Input.Wrapper label={t('filedWithin')} labelElement="div" labelProps={{ id: periodId }}>
          <SegmentedControl
            display="flex"
            aria-labelledby={periodId}
            value={String(days ?? 'all')}
            onChange={(value) => setDays(replayPeriods.find((one) => String(one) === value) ?? null)}
            data={[
              ...replayPeriods.map((value) => ({ value: String(value), label: t('days', { days: value }) })),
              { value: 'all', label: t('allDays') },
            ]}
          />
        </Input.Wrapper>
        <Button
          loading={start.isPending}
          onClick={() =>
            start.mutate({
              planId: chosen.planId,
              product: chosen.product === null ? null : requireOneOf(productList, chosen.product),
              versionId,
              days,
            })
          }
        >
          {t('start')}
        </Button>
      </Group>
    </Paper>
  )
}
