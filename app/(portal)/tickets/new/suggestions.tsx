'use client'
import { Anchor, Box, Group, Stack, Text, Title } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconBook2 } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useLocale } from 'next-intl'
import { useEffect, useState } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { token } from '@/app/_ui/theme'
import { products, scenarios } from '@/server/vocabulary/field'
import { oneOf } from '@/server/vocabulary/list'
import { locales } from '@/server/vocabulary/locale'
import type { FilingValues } from './filing-values'

const pauseMs = 400
const minLetters = 6

/**
 * Returns the beginning of a text with masks, once the writer pauses: it becomes part of an address, which proxies log. It
 * stays empty until the rules are loaded.
 */
function useMaskedText(whole: string): string {
  const [settled] = useDebouncedValue(whole, pauseMs)
  const [masked, setMasked] = useState('')
  useEffect(() => {
    let isLatest = true
    const show = async () => {
      const { maskSecrets } = await import('@/server/tickets/secrets/find.rules')
      if (isLatest) setMasked(maskSecrets(settled).trim().slice(0, 500))
    }
    if (settled.trim().length < minLetters) setMasked('')
    // Without the network there are no suggestions either.
    else show().catch(() => undefined)
    return () => {
      isLatest = false
    }
  }, [settled])
  return masked
}

/** Articles that may contain the answer; they never block sending. */
export function Suggestions({ values }: { values: FilingValues }) {
  const t = useTranslations('portal.suggestions')
  const trpc = useTRPC()
  const locale = oneOf(locales, useLocale()) ?? 'en'
  const text = useMaskedText(values.body)
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
