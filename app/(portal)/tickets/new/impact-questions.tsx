'use client'
import { Anchor, Divider, Flex, Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useId, useState } from 'react'
import { SeverityGlyph } from '@/app/_ui/severity-glyph'
import { token } from '@/app/_ui/theme'
import { type Impact, impactAnswers } from '@/server/tickets/filing/facts'
import { type FilingValues, severityOf } from './filing-values'
import { oneOf } from '@/server/vocabulary/list'
import { severities } from '@/server/vocabulary/severity'
import { messageOf } from '@/app/_i18n/message-of'

const order = ['production', 'users', 'otherWay'] as const

/** Three questions about the impact, the severity that they propose, and a way to choose another. */
export function ImpactQuestions({
  values,
  error,
  change,
}: {
  values: FilingValues
  error?: string
  change: (part: Partial<FilingValues>) => void
}) {
  const t = useTranslations('portal.filing')
  // Null until it was pressed: a draft that is restored after the first drawing may bring a chosen severity.
  const [pressed, setPressed] = useState<boolean | null>(null)
  const byHand = pressed ?? values.chosenSeverity !== null
  const id = useId()
  const severity = severityOf(values)
  const answer = (name: keyof Impact, value: string) => {
    const answered = oneOf<Impact[keyof Impact]>(impactAnswers[name], value)
    if (answered) change({ impact: { ...values.impact, [name]: answered } })
  }
  return (
    <Paper p="md" component="section" aria-label={t('severity')} id="filing-severity" tabIndex={-1}>
      <Stack gap={10}>
        {order.map((name) => (
          <Flex
            key={name}
            justify="space-between"
            align={{ base: 'stretch', sm: 'center' }}
            direction={{ base: 'column', sm: 'row' }}
            gap={{ base: 4, sm: 'md' }}
          >
            <Text id={`${id}-${name}`}>{t(`impact.${name}.question`)}</Text>
            <SegmentedControl
              size="sm"
              fullWidth
              w={{ base: '100%', sm: 300 }}
              flex="none"
              aria-labelledby={`${id}-${name}`}
              value={values.impact[name] ?? ''}
              data={impactAnswers[name].map((value) => ({ value, label: messageOf(t, `impact.${name}.${value}`) }))}
              onChange={(value) => answer(name, value)}
            />
          </Flex>
        ))}
      </Stack>
      <Divider my="sm" color={token('line')} />
      <Group gap="sm" justify="space-between" mih={20}>
        <div role="status">
          {severity ? (
            <SeverityGlyph severity={severity} withWord />
          ) : (
            <Text fz="xs" c="dimmed">
              {t('severityOpen')}
            </Text>
          )}
        </div>
        <Anchor
          component="button"
          type="button"
          fz="xs"
          c="dimmed"
          underline="always"
          aria-expanded={byHand}
          onClick={() => {
            if (byHand) change({ chosenSeverity: null })
            setPressed(!byHand)
          }}
        >
          {t(byHand ? 'severityByAnswers' : 'severityByHand')}
        </Anchor>
      </Group>
      {byHand && (
        <SegmentedControl
          mt="sm"
          size="sm"
          fullWidth
          aria-label={t('severity')}
          value={severity ?? ''}
          data={severities.map((value) => ({ value, label: <SeverityGlyph severity={value} /> }))}
          onChange={(value) => {
            const chosen = oneOf(severities, value)
            if (chosen) change({ chosenSeverity: chosen })
          }}
        />
      )}
      {error && (
        <Text fz="xs" c="var(--mantine-color-error)" mt="xs" role="alert">
          {error}
        </Text>
      )}
    </Paper>
  )
}
