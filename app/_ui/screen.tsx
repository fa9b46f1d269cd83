'use client'
import { Box, Group, Title } from '@mantine/core'
import type { ReactNode } from 'react'

const widths = { full: undefined, reading: 760, form: 1120 } as const

/** The frame of a screen: its one heading, what can be done here, and the content. */
export function Screen({
  title,
  actions,
  children,
  width = 'full',
}: {
  title: ReactNode
  actions?: ReactNode
  children: ReactNode
  width?: keyof typeof widths
}) {
  return (
    <Box px={{ base: 'md', sm: 'xl' }} py="lg" maw={widths[width]}>
      <Group justify="space-between" mb="md" gap="sm">
        <Title order={1}>{title}</Title>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </Box>
  )
}
