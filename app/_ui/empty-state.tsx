'use client'
import { Stack, Text } from '@/app/_ui/light'
import type { ReactNode } from 'react'
import { token } from './theme'

/** Shown when a list or screen is empty: what it is for, and the next action. */
export function EmptyState({ title, hint, action }: { title: string; hint?: string; action?: ReactNode }) {
  return (
    <Stack
      align="flex-start"
      gap="xs"
      p="xl"
      style={{ border: `1px dashed ${token('line-strong')}`, borderRadius: 'var(--mantine-radius-md)' }}
    >
      <Text fw={600}>{title}</Text>
      {hint && (
        <Text c="dimmed" maw="var(--nd-reading)" mb={action ? 'sm' : 0}>
          {hint}
        </Text>
      )}
      {action}
    </Stack>
  )
}
