import { HandoffCount } from '@/app/_ui/handoff-count'
import { Answering } from '../answers'
import type { Stories } from '../story'

const shown = (count: number) => () => (
  <Answering answers={{ 'handoffs.count': count }}>
    <HandoffCount />
  </Answering>
)

export const stories: Stories = { none: shown(0), one: shown(1), many: shown(120) }
