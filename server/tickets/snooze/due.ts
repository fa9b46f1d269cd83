import { due } from '@/server/infra/jobs/due-kind'
import { dueSnoozes, endSnooze } from './snooze'

export const snoozes = due({
  name: 'snoozes',
  lane: 'rest',
  table: 'Ticket',
  column: 'snoozedUntil',
  find: dueSnoozes,
  run: endSnooze,
})
