'use client'
import { Anchor, CopyButton, Group, Paper, Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { ReactNode } from 'react'
import { token } from '@/app/_ui/theme'

/**
 * An unsent text whose box is gone, because the ticket was closed or merged or a right was lost, with the next steps.
 */
export function UnsentText({
  text,
  hint,
  onMove,
  onDiscard,
  children,
}: {
  text: string | null
  hint: string
  /** Moves the text into a note; null when that is not possible. */
  onMove: (() => void) | null
  onDiscard: () => void
  children?: ReactNode
}) {
  const t = useTranslations('common.unsent')
  if (text === null) return null
  return (
    <Paper p="sm" mb="xs" role="alert" style={{ borderColor: token('warned-line') }}>
      <Text fw={550}>{t('title')}</Text>
      <Text fz="xs" c="dimmed">
        {hint}
      </Text>
      <Text
        my="xs"
        dir="auto"
        style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', maxHeight: '14lh', overflowY: 'auto' }}
      >
        {text}
      </Text>
      <Group gap="sm">
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Anchor component="button" type="button" underline="always" onClick={copy}>
              {t(copied ? 'copied' : 'copy')}
            </Anchor>
          )}
        </CopyButton>
        {onMove && (
          <Anchor component="button" type="button" underline="always" onClick={onMove}>
            {t('toNote')}
          </Anchor>
        )}
        {children}
        <Anchor component="button" type="button" underline="always" onClick={onDiscard}>
          {t('discard')}
        </Anchor>
      </Group>
    </Paper>
  )
}
