import { CodeBlock } from '@/app/_ui/code-block'
import css from '@/app/_ui/ui.module.css'
import type { Stories } from '../story'

const shown = (text: string, language: string) => () => (
  <div className={css.prose}>
    <CodeBlock text={text} language={language} />
  </div>
)

export const stories: Stories = {
  'in a language': shown("const retry = 3 // how often\nsend('join', { retry })", 'js'),
  'without one': shown('ERR 70004 join timeout', ''),
  'wider than its place': shown('x'.repeat(400), ''),
}
