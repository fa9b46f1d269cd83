import { due } from '@/server/infra/jobs/due-kind'
import { dueCoverageChecks, watchCoverage } from './coverage'

export const coverage = due({
  name: 'coverage',
  lane: 'rest',
  table: 'CoverageWatch',
  column: 'nextAt',
  isPolled: true,
  // `find` creates the watch's row, so it must be called before a row can be due.
  isAlwaysLooked: true,
  find: dueCoverageChecks,
  run: watchCoverage,
})
