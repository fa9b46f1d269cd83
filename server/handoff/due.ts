import { due } from '@/server/infra/jobs/due-kind'
import { dueBriefs, dueHandoffs, followUpBrief, handOffShift } from './watch'

export const handoffs = due({
  name: 'handoffs',
  lane: 'rest',
  table: 'Schedule',
  column: 'handoffsAt',
  // A schedule is due while `handoffsAt` is null, which no overdue count shows.
  isAlwaysLooked: true,
  find: dueHandoffs,
  run: handOffShift,
})

export const briefs = due({
  name: 'briefs',
  lane: 'rest',
  table: 'HandoffBrief',
  column: 'nextAt',
  find: dueBriefs,
  run: followUpBrief,
})
