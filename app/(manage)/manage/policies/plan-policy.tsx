'use client'
import { Anchor, Badge, Button, Group, Paper, Stack, Switch, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { PolicyMatrix } from '@/app/_promises/policy-matrix'
import { useTRPC } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import { notifyDone, notifyFailed } from '@/app/_ui/notify'
import { TimeText } from '@/app/_ui/time-text'
import { useAddress } from '@/app/_ui/use-address'
import { useErrorText } from '@/app/_ui/use-error-text'
import { products as productList } from '@/server/vocabulary/field'
import { requireOneOf } from '@/server/vocabulary/list'
import type { PlanPolicyView, PolicyVersionView } from '@/server/sla/policy/schema'
import { PolicyForm } from './policy-form'
import { historyPlace, PolicyHistory } from './policy-history'
import { VersionLine } from './version-line'

/** One policy of a plan: the version in force, drafts and scheduled versions, and the form that changes it. */
export function PlanPolicy({ plan }: { plan: PlanPolicyView }) {
  const t = useTranslations('policy')
  const products = useTranslations('field.product')
  const trpc = useTRPC()
  const queries = useQueryClient()
  const errorText = useErrorText()
  const locale = useLocale()
  const [editing, setEditing] = useState<{ draft: PolicyVersionView | null } | null>(null)
  const { planId, planKey, planName, isPublic, policyId, inForce, drafts, scheduled } = plan
  const [params] = useAddress()
  // A URL that points into the history opens it.
  const [told, setTold] = useState(policyId !== null && params.has(historyPlace(policyId)))
  // The newest data, so that the open form shows a change by somebody else.
  const draft = drafts.find(({ id }) => id === editing?.draft?.id) ?? editing?.draft ?? null
  const product = plan.product === null ? null : requireOneOf(productList, plan.product)
  const name = product ? t('planProduct', { plan: planName, product: products(product) }) : planName
  const show = useMutation(
    trpc.sla.showPlan.mutationOptions({
      onError: (error) => notifyFailed(errorText(error).message),
      onSuccess: async (_, input) => {
        await queries.invalidateQueries(trpc.sla.pathFilter())
        notifyDone(t(input.isPublic ? 'shownDone' : 'hiddenDone', { plan: planName }))
      },
    }),
  )
  const edit = (
    <Button
      variant="default"
      aria-label={t('editOf', { plan: name })}
      onClick={() => setEditing({ draft: inForce ? null : (drafts[0] ?? null) })}
    >
      {t('edit')}
    </Button>
  )
  return (
    <Paper p="md" component="section" aria-label={name}>
      <Group justify="space-between" gap="sm" mb="sm">
        <Group gap="sm">
          <Title order={2}>{name}</Title>
          {inForce && <Badge>{t('version', { version: inForce.version })}</Badge>}
          {inForce?.inForceFrom && (
            <Text c="dimmed">{t.rich('since', { at: () => <TimeText at={inForce.inForceFrom!} style="date" /> })}</Text>
          )}
        </Group>
        {!editing && inForce && edit}
      </Group>
      {editing ? (
        <PolicyForm
          key={editing.draft?.id ?? 'new'}
          plan={plan}
          name={name}
          product={product}
          draft={draft}
          startsFrom={(draft ?? inForce)?.definition ?? null}
          onClose={() => setEditing(null)}
        />
      ) : (
        <Stack gap="md">
          {inForce ? (
            <PolicyMatrix definition={inForce.definition} label={t('matrixOf', { plan: name })} />
          ) : (
            <EmptyState
              title={t('notPublished')}
              hint={t(product ? 'productNotPublishedHint' : 'notPublishedHint')}
              action={drafts.length === 0 && edit}
            />
          )}
          {[...scheduled, ...drafts].map((version) => (
            <VersionLine key={version.id} version={version} onEdit={() => setEditing({ draft: version })} />
          ))}
          <Group gap="lg">
            {policyId && (
              <Button variant="subtle" aria-expanded={told} onClick={() => setTold(!told)}>
                {t(told ? 'hideHistory' : 'history')}
              </Button>
            )}
            {product === null && (inForce || isPublic) && (
              <Switch
                size="xs"
                label={t('public')}
                checked={isPublic}
                disabled={show.isPending}
                onChange={(event) => show.mutate({ planId, isPublic: event.currentTarget.checked })}
              />
            )}
            {product === null && isPublic && (
              <Anchor component={Link} href={`/${locale}/promises/${planKey}`}>
                {t('publicLink')}
              </Anchor>
            )}
          </Group>
        </Stack>
      )}
      {told && policyId && <PolicyHistory policyId={policyId} plan={plan} />}
    </Paper>
  )
}
