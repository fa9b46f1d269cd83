import { FoldedMarkdown } from '@/app/_ui/folded-markdown'
import type { Stories } from '../story'

export const stories: Stories = {
  short: () => <FoldedMarkdown text="A short message." />,
  'long, folded': () => <FoldedMarkdown text={'A line of a long message.\n'.repeat(200)} />,
}
