'use client'
import { Skeleton, Stack, Text, Title } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useTranslations } from '@/app/_i18n/use-translations'
import { Suspense } from 'react'
import { PolicyMatrix } from '@/app/_promises/policy-matrix'
import { useTRPC } from '@/app/_trpc/client'
import { messageOf } from '@/app/_i18n/message-of'

/**
 * The SLA targets of the organisation's plan for tickets filed now; a product with its own policy has its own table.
 */
export function PromisesPanel({ planId }: { planId: string }) {
  const t = useTranslations('people')
  return (
    <Stack gap="md" component="section" aria-label={t('promises.title')}>
      <Title order={2}>{t('promises.title')}</Title>
      <Text c="dimmed" maw="var(--nd-reading)">
        {t('promises.hint')}
      </Text>
      <Suspense fallback={<Skeleton h="8rem" />}>
        <Promises planId={planId} />
      </Suspense>
    </Stack>
  )
}

function Promises({ planId }: { planId: string }) {
  const t = useTranslations('people')
  const field = useTranslations('field')
  const trpc = useTRPC()
  const { data: matrices } = useSuspenseQuery(trpc.sla.publicMatrix.queryOptions())
  const own = matrices.filter((matrix) => matrix.planId === planId)
  if (own.length === 0) return <Text>{t('promises.none')}</Text>
  return own.map(({ product, definition, planName }) => (
    <Stack key={product ?? 'all'} gap="xs">
      {product && <Title order={3}>{messageOf(field, `product.${product}`)}</Title>}
      <PolicyMatrix definition={definition} label={t('promises.of', { plan: planName })} />
    </Stack>
  ))
}
