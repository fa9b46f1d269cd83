import { due } from '@/server/infra/jobs/due-kind'
import { dueFiles, removeFile } from './attachments'

export const files = due({
  name: 'files',
  lane: 'rest',
  table: 'Attachment',
  column: null,
  isAlwaysLooked: true,
  find: dueFiles,
  run: removeFile,
})
