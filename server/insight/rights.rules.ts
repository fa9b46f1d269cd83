import { defineRights } from '@/server/vocabulary/rights/rights'

export const insightRights = defineRights('insight', {
  readFigures: {
    does: 'read the SLA figures, what is at risk and the breaches',
    to: ['managers', 'scope figures:read'],
  },
  seeSilence: { does: 'see that the system is silent or has a fault', to: ['staff'] },
  operate: {
    does: 'read the state of the system and its mails, try failing work again, and accept the time of the database',
    to: ['administrators'],
  },
})
