import { ArticleWords } from '@/app/_ui/article-words'
import type { Stories } from '../story'
import { everything } from './markdown'

export const stories: Stories = { 'an article': () => <ArticleWords text={everything} /> }
