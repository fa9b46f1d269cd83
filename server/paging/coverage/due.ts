import { due } from '@/server/infra/jobs/due-kind'
import { dueCoverageChecks, watchCoverage } from './coverage'

export const coverage = due({
  name: 'coverage',
  lane: 'rest',
  table: 'CoverageWatch',
  column: 'nextAt',
  isPolled: true,
  // The watch makes its own row.
  isAlwaysLooked: true,
  find: dueCoverageChecks,
  run: watchCoverage,
})
