'use client'
import { memo, useMemo, useSyncExternalStore } from 'react'
import { parseMarkdown, withoutFirstLine } from '@/server/vocabulary/markdown'
import { Blocks } from './markdown-blocks'
import css from './ui.module.css'

/** Nodes above which a tree is rendered only in the browser, because many such texts would block the server. */
const maxServerNodes = 400
const never = () => () => undefined

/**
 * Renders a message as Markdown with tables and code, keeping its line breaks. HTML is shown as text. A text beyond the
 * parser's bounds is shown as plain text.
 * @param hiddenFirstLine text that the screen already shows above; left out if it is the first line
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
