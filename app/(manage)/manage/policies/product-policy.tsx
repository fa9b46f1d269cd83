'use client'
import { Group, NativeSelect, Paper, Text, Title } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useState } from 'react'
import { oneOf } from '@/server/vocabulary/list'
import { type Product, products } from '@/server/vocabulary/field'
import type { PlanPolicyView } from '@/server/sla/policy/schema'
import { PolicyForm } from './policy-form'

/** Starts a policy for a product without its own one, with the targets of its plan. */
export function ProductPolicy({ plans }: { plans: PlanPolicyView[] }) {
  const t = useTranslations('policy')
  const field = useTranslations('field.product')
  const [planId, setPlanId] = useState('')
  const [product, setProduct] = useState<Product | null>(null)
  const general = plans.filter((plan) => plan.product === null)
  const plan = general.find((one) => one.planId === planId) ?? general[0]
  if (!plan) return null
  const taken = plans.flatMap((one) => (one.planId === plan.planId && one.product ? [one.product] : []))
  const free = products.filter((one) => !taken.includes(one))
  return (
    <Paper p="md" component="section" aria-label={t('forProduct')}>
      <Title order={2} mb="xs">
        {t('forProduct')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t('forProductHint')}
      </Text>
      <Group gap="sm" mb={product ? 'md' : 0}>
        <NativeSelect
          size="xs"
          aria-label={t('title')}
          data={general.map((one) => ({ value: one.planId, label: one.planName }))}
          value={plan.planId}
          onChange={(event) => {
            setPlanId(event.currentTarget.value)
            setProduct(null)
          }}
        />
        <NativeSelect
          size="xs"
          aria-label={t('product')}
          data={[
            { value: '', label: t('chooseProduct') },
            ...free.map((one) => ({ value: one as string, label: field(one) })),
          ]}
          value={product ?? ''}
          onChange={(event) => setProduct(oneOf(products, event.currentTarget.value) ?? null)}
        />
      </Group>
      {product && (
        <PolicyForm
          key={`${plan.planId}-${product}`}
          plan={{ planId: plan.planId, inForce: null }}
          name={t('planProduct', { plan: plan.planName, product: field(product) })}
          product={product}
          draft={null}
          startsFrom={plan.inForce?.definition ?? null}
          onClose={() => setProduct(null)}
        />
      )}
    </Paper>
  )
}
