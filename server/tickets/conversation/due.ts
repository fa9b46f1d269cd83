import { due } from '@/server/infra/jobs/due-kind'
import { dueHeldMessages, sendHeldMessage } from './held'

export const messages = due({
  name: 'messages',
  lane: 'messages',
  table: 'HeldMessage',
  column: 'nextAt',
  job: 'message.send',
  find: dueHeldMessages,
  run: sendHeldMessage,
})
