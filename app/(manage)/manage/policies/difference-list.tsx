'use client'
import { List, Text } from '@mantine/core'
import { useTranslations } from '@/app/_i18n/use-translations'
import type { PolicyDifference } from '@/server/sla/policy/policy-difference.rules'
import { useDifferenceWords } from './use-difference-words'

/** The differences between two versions, one per line. */
export function DifferenceList({ differences }: { differences: PolicyDifference[] }) {
  const t = useTranslations('policy')
  const words = useDifferenceWords()
  if (differences.length === 0) return <Text c="dimmed">{t('noDifference')}</Text>
  return (
    <List fz="sm" spacing={2}>
      {differences.map((difference) => {
        const line = words(difference)
        return <List.Item key={line}>{line}</List.Item>
      })}
    </List>
  )
}
