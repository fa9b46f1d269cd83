import type { LinkActor } from '@/server/vocabulary/rights/actor'
import { type Condition, defineRights, when } from '@/server/vocabulary/rights/rights'

const ofTheirPage: Condition<LinkActor, { pageId: string }> = {
  says: 'of the page that they were sent for',
  holds: (actor, { pageId }) => actor.pageId === pageId,
}

export const pagingRights = defineRights('paging', {
  readPages: {
    does: 'read pages, who was called, escalation policies, drills, coverage and load',
    to: ['staff'],
  },
  answerPage: {
    does: 'acknowledge a page, snooze it, give it to somebody else, or join as a helper',
    to: ['engineers', when('links', ofTheirPage)],
  },
  askForHelp: { does: 'ask others to help with a page', to: ['engineers'] },
  changePolicies: { does: 'make and change escalation policies, and plan drills', to: ['managers'] },
  keepOwnMethods: {
    does: 'add, verify, test and remove contact methods of their own, and choose when they are used',
    to: ['staff'],
  },
  seeEveryFailingMethod: {
    does: "see everybody's contact methods that fail, not only their own",
    to: ['administrators'],
  },
})
