'use client'
import { Button, Loader, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { EmptyState } from '@/app/_ui/empty-state'
import { Screen } from '@/app/_ui/screen'
import { useErrorText } from '@/app/_ui/use-error-text'
import { PlanPolicy } from './plan-policy'
import { ProductPolicy } from './product-policy'

/** The SLA policies of each plan, where managers change them. */
export function PoliciesScreen() {
  const t = useTranslations('policy')
  const trpc = useTRPC()
  const errorText = useErrorText()
  const query = useQuery(trpc.sla.policies.queryOptions())
  return (
    <Screen
      title={t('title')}
      width="form"
      actions={
        <Button variant="default" component={Link} href="/manage/policies/calendars">
          {t('calendars')}
        </Button>
      }
    >
      {query.isPending && <Loader size="sm" role="status" aria-label={t('loading')} />}
      {query.isError && <EmptyState title={errorText(query.error).message} hint={t('tryAgain')} />}
      {query.data?.length === 0 && <EmptyState title={t('none')} hint={t('noneHint')} />}
      <Stack gap="lg">
        {query.data?.map((plan) => (
          <PlanPolicy key={`${plan.planId}-${plan.product ?? ''}`} plan={plan} />
        ))}
        {query.data && query.data.length > 0 && <ProductPolicy plans={query.data} />}
      </Stack>
    </Screen>
  )
}
