import { Blocks } from '@/app/_ui/markdown-blocks'
import css from '@/app/_ui/ui.module.css'
import { parseMarkdown } from '@/server/vocabulary/markdown'
import type { Stories } from '../story'
import { everything } from './markdown'

const drawn = (kind: 'message' | 'article') => () => (
  <div className={css.prose}>
    <Blocks blocks={parseMarkdown(everything, kind).blocks ?? []} kind={kind} />
  </div>
)

export const stories: Stories = { 'of a message': drawn('message'), 'of an article': drawn('article') }
