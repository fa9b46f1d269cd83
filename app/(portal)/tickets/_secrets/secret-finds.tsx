'use client'
import { Alert, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMemo } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { SecretRuleId } from '@/server/tickets/secrets/facts'
import { digestOfFind, findSecrets } from '@/server/tickets/secrets/find.rules'
import { excerptOfFind } from '@/server/tickets/secrets/stream.rules'
import { FindList } from './find-list'

const pauseMs = 300

export interface SecretFindsProps {
  /** What the writer has entered, every text of the form. */
  texts: readonly string[]
  /** Digests of the finds that stay as they are. */
  kept: readonly string[]
  onKept: (kept: string[]) => void
}

interface Found {
  digest: string
  rule: SecretRuleId
  excerpt: string
}

/** Returns the different secrets of all texts, in the order in which they stand. */
function foundIn(texts: readonly string[]): Found[] {
  const found = new Map<string, Found>()
  for (const text of texts)
    for (const { rule, start, end } of findSecrets(text)) {
      const value = text.slice(start, end)
      const digest = digestOfFind(value)
      if (!found.has(digest)) found.set(digest, { digest, rule, excerpt: excerptOfFind(value) })
    }
  return [...found.values()]
}

/** The secrets in the texts of a form, each with the reason, and a way to leave it as it is. */
export function SecretFinds({ texts, kept, onKept }: SecretFindsProps) {
  const t = useTranslations('portal.secrets')
  const joined = texts.join('\u0000')
  const [settled] = useDebouncedValue(joined, pauseMs)
  const found = useMemo(() => foundIn(settled.split('\u0000')), [settled])
  if (found.length === 0) return null
  const masked = found.filter(({ digest }) => !kept.includes(digest))
  return (
    <Alert variant="default" p="sm" role="status" aria-live="polite">
      <Text fz="sm" fw={550}>
        {masked.length > 0 ? t('title', { count: masked.length }) : t('none')}
      </Text>
      <Text fz="xs" c="dimmed">
        {t('hint')}
      </Text>
      <FindList finds={found} kept={kept} onKept={onKept} />
    </Alert>
  )
}
