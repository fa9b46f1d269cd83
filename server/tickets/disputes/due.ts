import { due } from '@/server/infra/jobs/due-kind'
import { dueDisputes, remindOfDispute } from './list'

export const disputes = due({
  name: 'disputes',
  lane: 'rest',
  table: 'Dispute',
  column: 'nextAt',
  find: dueDisputes,
  run: remindOfDispute,
})
