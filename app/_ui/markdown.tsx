'use client'
import { memo, useMemo, useSyncExternalStore } from 'react'
import { parseMarkdown, withoutFirstLine } from '@/server/vocabulary/markdown'
import { Blocks } from './markdown-blocks'
import css from './ui.module.css'

/** Larger trees are drawn by the browser only: a page of many such texts would hold the server. */
const maxServerNodes = 400
const never = () => () => undefined

/**
 * People's words: Markdown with tables and code, line for line as they were typed. HTML is shown as text. A text beyond the
 * bounds of the parser is shown as it stands.
 * @param hiddenFirstLine what the screen says above already: not repeated when it is the first line
 */
export const Markdown = memo(function Markdown({
  text: whole,
  hiddenFirstLine,
}: {
  text: string
  hiddenFirstLine?: string
}) {
  const text = hiddenFirstLine ? withoutFirstLine(whole, hiddenFirstLine) : whole
  const { blocks, nodes } = useMemo(() => parseMarkdown(text, 'message'), [text])
  const isBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
  return (
    <div className={`${css.prose} ${css.message}`} dir="auto">
      {blocks && (isBrowser || nodes <= maxServerNodes) ? (
        <Blocks blocks={blocks} kind="message" />
      ) : (
        <p dir="auto" className={css.asTyped}>
          {text}
        </p>
      )}
    </div>
  )
})
