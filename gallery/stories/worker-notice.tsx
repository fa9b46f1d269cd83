import { WorkerNotice } from '@/app/_ui/worker-notice'
import { type Answers, Answering } from '../answers'
import type { Stories } from '../story'

const shown = (alarm: NonNullable<Answers['system.alarm']>) => () => (
  <Answering answers={{ 'system.alarm': alarm }}>
    <WorkerNotice />
  </Answering>
)

export const stories: Stories = {
  'all is well': shown({ problems: [], degradations: [], since: null, parked: 0, mayRepair: false }),
  'paging may not work': shown({
    problems: ['workerSilent'],
    degradations: [],
    since: null,
    parked: 0,
    mayRepair: false,
  }),
  'for an administrator': shown({
    problems: ['clocksLate'],
    degradations: ['parked'],
    since: null,
    parked: 3,
    mayRepair: true,
  }),
  degraded: shown({ problems: [], degradations: ['queueDown', 'parked'], since: null, parked: 1, mayRepair: true }),
}
