'use client'
import { Box, List, Stack, Text, Title } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { products } from '@/server/vocabulary/field'
import { oneOf } from '@/server/vocabulary/list'
import type { PlanMatrixView } from '@/server/sla/policy/schema'
import { weekdays } from '@/server/sla/facts'
import { PolicyMatrix } from './policy-matrix'

/** The SLA targets of plans: a matrix per plan, and the hours of its calendars. */
export function PlanPromises({ matrices }: { matrices: PlanMatrixView[] }) {
  const t = useTranslations('policy')
  const calendar = useTranslations('calendar')
  const field = useTranslations('field.product')
  return (
    <Stack gap="xl">
      {matrices.map(({ planId, planName, product, definition }) => {
        const known = oneOf(products, product)
        const name = known ? t('planProduct', { plan: planName, product: field(known) }) : planName
        return (
          <Box component="section" key={`${planId}-${product ?? ''}`} aria-label={name}>
            <Title order={2} mb="sm">
              {name}
            </Title>
            <PolicyMatrix definition={definition} label={t('matrixOf', { plan: name })} />
            {Object.entries(definition.calendars).map(
              ([title, one]) =>
                one.type === 'business' && (
                  <Box key={title} mt="md">
                    <Text fw={550}>{t('promises.open', { calendar: title, zone: one.timeZone })}</Text>
                    <List listStyleType="none" fz="sm">
                      {weekdays.map((day) => (
                        <List.Item key={day}>
                          {calendar(`weekday.${day}`)}{' '}
                          {(one.weekly[day] ?? []).map(([from, to]) => `${from}–${to}`).join(', ') ||
                            t('promises.closedDay')}
                        </List.Item>
                      ))}
                    </List>
                    {one.exceptions.length > 0 && (
                      <Text c="dimmed">{t('promises.exceptions', { count: one.exceptions.length })}</Text>
                    )}
                  </Box>
                ),
            )}
          </Box>
        )
      })}
    </Stack>
  )
}
