'use client'
import { Anchor, Code, Group, Stack, Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { maxKeptFinds, type SecretRuleId } from '@/server/tickets/secrets/facts'

interface ShownFind {
  rule: SecretRuleId
  digest: string
  excerpt: string
  /** Where it stands in a file. */
  line?: number
  count?: number
}

/** Secrets that are masked, each with the reason, and a way to leave it as it is. */
export function FindList({
  finds,
  kept,
  onKept,
}: {
  finds: readonly ShownFind[]
  kept: readonly string[]
  onKept: (kept: string[]) => void
}) {
  const t = useTranslations('portal.secrets')
  return (
    <Stack
      gap={6}
      mt="xs"
      component="ul"
      p={0}
      mb={0}
      mx={0}
      style={{ listStyle: 'none', maxHeight: '18lh', overflowY: 'auto' }}
    >
      {finds.map(({ digest, rule, excerpt, line, count = 1 }) => {
        const stays = kept.includes(digest)
        const name = t(`rules.${rule}.name`)
        return (
          <li key={digest}>
            <Group gap="xs" align="baseline">
              <Text fz="sm" span>
                {name}
              </Text>
              <Code dir="ltr">{excerpt}</Code>
              {line !== undefined && (
                <Text fz="xs" c="dimmed" span>
                  {t('atLine', { line, count })}
                </Text>
              )}
              <Anchor
                component="button"
                type="button"
                fz="xs"
                underline="always"
                ml="auto"
                aria-label={t(stays ? 'maskThis' : 'keepThis', { name, excerpt })}
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
  )
}
