'use client'
import { Badge, Paper, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { ListPages } from '@/app/_ui/list-pages'
import { Group, Stack, Text } from '@/app/_ui/light'
import css from '@/app/_ui/ui.module.css'
import { useErrorText } from '@/app/_ui/use-error-text'

/** A page of what waits for the managers: a title with the number, a sentence of why, and one row each. */
export function WaitingList<Row>({
  id,
  title,
  hint,
  none,
  page,
  pageName,
  error,
  children,
}: {
  id: string
  title: string
  hint: string
  /** Said when nothing waits. */
  none: string
  /** Undefined until it is loaded. */
  page: { rows: Row[]; next: string | null } | undefined
  /** Name of the page's parameter in the address. */
  pageName: string
  error: unknown
  /** Draws a row as a list item. */
  children: (row: Row) => ReactNode
}) {
  const errorText = useErrorText()
  const rows = page?.rows ?? []
  return (
    <Paper component="section" id={id} aria-label={title} p="md">
      <Group gap="sm">
        <Title order={2}>{title}</Title>
        {rows.length > 0 && (
          <Badge variant="filled" className={css.num}>
            {page?.next ? `${rows.length}+` : rows.length}
          </Badge>
        )}
      </Group>
      {error !== null && <Text role="alert">{errorText(error).message}</Text>}
      {page && rows.length === 0 && (
        <Text c="dimmed" mt="xs">
          {none}
        </Text>
      )}
      {rows.length > 0 && (
        <>
          <Text c="dimmed" mt={4} mb="sm">
            {hint}
          </Text>
          <Stack component="ul" gap={0} p={0} m={0} style={{ listStyle: 'none' }}>
            {rows.map(children)}
          </Stack>
        </>
      )}
      <ListPages next={page?.next ?? null} name={pageName} />
    </Paper>
  )
}
