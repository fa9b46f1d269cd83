import { due } from '@/server/infra/jobs/due-kind'
import { dueDrills, runDrill } from './drills'

export const drills = due({
  name: 'drills',
  lane: 'rest',
  table: 'DrillPlan',
  column: 'nextAt',
  find: dueDrills,
  run: runDrill,
})
