import { due } from '@/server/infra/jobs/due-kind'
import { dueNotifications, removeNotification } from './inbox'

export const notifications = due({
  name: 'notifications',
  lane: 'rest',
  table: 'Notification',
  column: 'removeAt',
  find: dueNotifications,
  run: removeNotification,
})
