import { parseMarkdown } from '@/server/vocabulary/markdown'
import { Blocks } from './markdown-blocks'
import css from './ui.module.css'

/** An article's words; its lines flow together as its author wrapped them. Drawn on the server too, for readers without JavaScript. */
export function ArticleWords({ text }: { text: string }) {
  const { blocks } = parseMarkdown(text, 'article')
  return (
    <div className={`${css.prose} ${css.article}`} dir="auto">
      {blocks ? <Blocks blocks={blocks} kind="article" /> : <p className={css.asTyped}>{text}</p>}
    </div>
  )
}
