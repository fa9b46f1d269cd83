'use client'
import { Anchor, Box, Group, Stack, Text, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconBook2 } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useLocale } from 'next-intl'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { token } from '@/app/_ui/theme'
import { products, scenarios } from '@/server/vocabulary/field'
import { oneOf } from '@/server/vocabulary/list'
import { locales } from '@/server/vocabulary/locale'
import type { FilingValues } from './filing-values'

const pauseMs = 400
const minLetters = 6

/** Articles that may contain the answer; they never block sending. */
export function Suggestions({ values }: { values: FilingValues }) {
  const t = useTranslations('portal.suggestions')
  const trpc = useTRPC()
  const locale = oneOf(locales, useLocale()) ?? 'en'
  const [text] = useDebouncedValue(values.body.trim().slice(0, 500), pauseMs)
  const found = useQuery(
    trpc.knowledge.suggest.queryOptions(
      {
        text,
        scenario: oneOf(scenarios, values.scenario) ?? null,
        product: oneOf(products, values.product) ?? null,
        locale,
      },
      { enabled: text.length >= minLetters, placeholderData: keepPreviousData, staleTime: 300_000 },
    ),
  )
  if (!found.data || found.data.length === 0) return null
  return (
    <Box component="section" aria-label={t('title')}>
      <Title order={2} fz="sm" mb={6}>
        {t('title')}
      </Title>
      <Stack gap={0}>
        {found.data.map((article) => (
          <Group
            key={article.slug}
            gap={10}
            wrap="nowrap"
            align="flex-start"
            py={8}
            style={{ borderTop: `1px solid ${token('line')}` }}
          >
            <IconBook2 size={16} stroke={1.6} aria-hidden style={{ flex: 'none', marginTop: 2 }} />
            <Box miw={0}>
              <Anchor href={`/${locale}/kb/${article.slug}`} target="_blank" c="inherit" fw={550} lh={1.4}>
                {article.title}
              </Anchor>
              <Text fz="xs" c="dimmed" lh={1.4} lineClamp={2}>
                {article.summary}
              </Text>
            </Box>
          </Group>
        ))}
      </Stack>
    </Box>
  )
}
