import type { PersonActor } from '@/server/vocabulary/rights/actor'
import { defineRights, when } from '@/server/vocabulary/rights/rights'

export const oncallRights = defineRights('oncall', {
  readOnCall: {
    does: 'read who is on call, the schedules and the swaps asked for',
    to: ['staff', 'scope oncall:read'],
  },
  keepCalendarAddress: {
    does: 'make and revoke private calendar addresses of their own',
    to: ['staff'],
  },
  changeSchedules: { does: 'make and change schedules', to: ['managers'] },
  changeOverrides: {
    does: 'add and remove overrides',
    to: [
      'managers',
      when('engineers', {
        says: 'for themselves',
        holds: (actor: PersonActor, { personId }: { personId: string }) => actor.userId === personId,
      }),
    ],
  },
  askSwap: { does: 'ask somebody to take a shift of their own', to: ['engineers'] },
  decideSwap: {
    does: 'accept or decline a swap',
    to: [
      when('staff', {
        says: 'one that they were asked for',
        holds: (actor: PersonActor, { askedId }: { askedId: string }) => actor.userId === askedId,
      }),
    ],
  },
  withdrawSwap: {
    does: 'withdraw a swap',
    to: [
      when('staff', {
        says: 'one that they asked for',
        holds: (actor: PersonActor, { askerId }: { askerId: string }) => actor.userId === askerId,
      }),
    ],
  },
})
