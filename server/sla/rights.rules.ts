import { defineRights } from '@/server/vocabulary/rights/rights'

export const slaRights = defineRights('sla', {
  readPublicPromise: { does: 'read what a published plan promises', to: ['anybody'] },
  readPromises: {
    does: 'read what is promised: customers of their own plans, staff of every plan',
    to: ['signedIn'],
  },
  readPolicies: { does: 'read SLA policies, their drafts and changes, and calendars', to: ['managers'] },
  changePolicies: {
    does: 'write drafts of SLA policies, publish them, take one back before it begins, and show a plan to the public',
    to: ['managers'],
  },
  changeCalendars: { does: 'make, change and archive business calendars', to: ['managers'] },
})
