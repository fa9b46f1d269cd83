import { due } from '@/server/infra/jobs/due-kind'
import { carryOutBulk, dueBulkChanges } from './carry-out'

export const bulk = due({
  name: 'bulk',
  lane: 'bulk',
  table: 'BulkChange',
  column: 'nextAt',
  job: 'bulk.carryOut',
  find: dueBulkChanges,
  run: carryOutBulk,
})
