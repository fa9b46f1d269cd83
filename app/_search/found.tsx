'use client'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useMemo } from 'react'
import { useTranslations } from '@/app/_i18n/use-translations'
import { useTRPC } from '@/app/_trpc/client'
import { Text } from '@/app/_ui/light'
import css from '@/app/_ui/ui.module.css'
import { useViewer } from '@/app/_ui/viewer-context'
import { type Mark, marksIn } from '@/server/tickets/search/highlight.rules'
import { readQuery } from '@/server/tickets/search/query.rules'

export interface FoundParts {
  subject: ReactNode
  /** Where a message contains what was searched; null when only something else does. */
  excerpt: ReactNode
}

interface Row {
  reference: string
  subject: string
}

function Marked({ text, marks }: { text: string; marks: readonly Mark[] }) {
  const parts: ReactNode[] = []
  let from = 0
  for (const [begin, end] of marks) {
    parts.push(
      text.slice(from, begin),
      <mark key={begin} className={css.mark}>
        {text.slice(begin, end)}
      </mark>,
    )
    from = end
  }
  return (
    <>
      {parts}
      {text.slice(from)}
    </>
  )
}

/**
 * Marks in the subjects of rows what a search found, and shows a piece of a message that contains it. `children` draws
 * the rows with these parts.
 */
export function Found<R extends Row>({
  query,
  viewer,
  rows,
  children,
}: {
  query: string
  viewer: 'staff' | 'customer'
  rows: readonly R[]
  children: (partsOf: (row: Row) => FoundParts) => ReactNode
}) {
  const t = useTranslations('search')
  const trpc = useTRPC()
  const person = useViewer()
  const { email: me = '', timeZone = 'UTC' } = person ?? {}
  const terms = useMemo(
    () => readQuery(query, { viewer, me, timeZone }).terms.filter(({ excluded }) => !excluded),
    [query, viewer, me, timeZone],
  )
  const excerpts = useQuery(
    trpc.tickets.excerpts.queryOptions(
      { text: query, references: rows.map(({ reference }) => reference) },
      { enabled: terms.length > 0 && rows.length > 0 },
    ),
  )
  return children((row) => {
    const excerpt = excerpts.data?.find(({ reference }) => reference === row.reference)
    return {
      subject: <Marked text={row.subject} marks={marksIn(row.subject, terms)} />,
      excerpt: excerpt ? (
        <Text span fz="xs" c="dimmed" dir="auto">
          {excerpt.isInternal && `${t('note')}: `}
          <Marked text={excerpt.text} marks={excerpt.marks} />
        </Text>
      ) : null,
    }
  })
}
