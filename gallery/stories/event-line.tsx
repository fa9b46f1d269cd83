import { EventLine } from '@/app/_ui/event-line'
import { breach, events, explainedBreach, warning } from '../samples'
import type { Stories } from '../story'

const line = (item: Parameters<typeof EventLine>[0]['item']) => (
  <ol style={{ listStyle: 'none', padding: 0 }}>
    <EventLine item={item} reference="XINGYU-12" />
  </ol>
)

export const stories: Stories = {
  'a change of severity with its reason': () => line(events.severity),
  'warnings of a clock': () => line(warning),
  'a breach without a reason': () => line(breach),
  'a breach with its reason': () => line(explainedBreach),
}
