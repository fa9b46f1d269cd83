import { due } from '@/server/infra/jobs/due-kind'
import { dueFiles, removeFile, waitingFiles } from './attachments'

export const files = due({
  name: 'files',
  lane: 'rest',
  table: 'Attachment',
  column: null,
  waiting: waitingFiles,
  isAlwaysLooked: true,
  find: dueFiles,
  run: removeFile,
})
