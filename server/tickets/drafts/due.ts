import { due } from '@/server/infra/jobs/due-kind'
import { dueDrafts, removeDraft } from './drafts'

export const drafts = due({
  name: 'drafts',
  lane: 'rest',
  table: 'Draft',
  column: 'nextAt',
  find: dueDrafts,
  run: removeDraft,
})
