'use client'
import { Anchor, Title } from '@mantine/core'
import { Box, Group, Text } from '@/app/_ui/light'
import Link from 'next/link'
import type { ReactNode } from 'react'

const widths = { full: undefined, reading: 760, form: 1120 } as const

/** The frame of a screen: its heading, its actions and the content. */
export function Screen({
  title,
  note,
  back,
  actions,
  children,
  width = 'full',
}: {
  title: ReactNode
  /** A short, unobtrusive text beside the heading. */
  note?: ReactNode
  /** The list or screen that this one belongs to. */
  back?: { href: string; name: string }
  actions?: ReactNode
  children: ReactNode
  width?: keyof typeof widths
}) {
  return (
    <Box px={{ base: 'md', sm: 'xl' }} py="lg" maw={widths[width]}>
      {back && (
        <Anchor component={Link} href={back.href} c="dimmed" display="inline-block" mb={4} data-print="hide">
          ‹ {back.name}
        </Anchor>
      )}
      <Group justify="space-between" mb="md" gap="sm">
        <Group gap="md" align="baseline">
          <Title order={1}>{title}</Title>
          {note && (
            <Text fz="xs" c="dimmed">
              {note}
            </Text>
          )}
        </Group>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </Box>
  )
}
