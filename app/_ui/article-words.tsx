import { parseMarkdown } from '@/server/vocabulary/markdown'
import { Blocks } from './markdown-blocks'
import css from './ui.module.css'

/**
 * The text of an article; lines of a paragraph are joined. Also rendered on the server, for readers without JavaScript.
 */
export function ArticleWords({ text }: { text: string }) {
  const { blocks } = parseMarkdown(text, 'article')
  return (
    <div className={`${css.prose} ${css.article}`} dir="auto">
      {blocks ? <Blocks blocks={blocks} kind="article" /> : <p className={css.asTyped}>{text}</p>}
    </div>
  )
}
