'use client'
import { Alert, Anchor, Code, Group, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMemo } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { maxKeptFinds, type SecretRuleId } from '@/server/tickets/secrets/facts'
import { digestOfFind, findSecrets } from '@/server/tickets/secrets/find.rules'
import { excerptOfFind } from '@/server/tickets/secrets/stream.rules'

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
      <Stack
        gap={6}
        mt="xs"
        component="ul"
        p={0}
        mb={0}
        style={{ listStyle: 'none', maxHeight: '18lh', overflowY: 'auto' }}
      >
        {found.map(({ digest, rule, excerpt }) => {
          const stays = kept.includes(digest)
          return (
            <li key={digest}>
              <Group gap="xs" align="baseline">
                <Text fz="sm" span>
                  {t(`rules.${rule}.name`)}
                </Text>
                <Code dir="ltr">{excerpt}</Code>
                <Anchor
                  component="button"
                  type="button"
                  fz="xs"
                  underline="always"
                  ml="auto"
                  aria-label={t(stays ? 'maskThis' : 'keepThis', { name: t(`rules.${rule}.name`), excerpt })}
                  onClick={() =>
                    onKept(stays ? kept.filter((each) => each !== digest) : [...kept, digest].slice(-maxKeptFinds))
                  }
                >
                  {t(stays ? 'mask' : 'keep')}
                </Anchor>
              </Group>
              <Text fz="xs" c="dimmed">
                {t(stays ? 'stays' : `rules.${rule}.why`)}
              </Text>
            </li>
          )
        })}
      </Stack>
    </Alert>
  )
}
