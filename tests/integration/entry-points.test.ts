import { EventEmitter } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import type { Viewer } from '@/server/accounts/schema'
import type { LiveMessage } from '@/server/infra/live'
import { appRouter } from '@/server/api/root'
import { createCallerFactory } from '@/server/api/procedures'
import { openStory, type Story } from '@/tests/support/story'

/**
 * Who gets beyond the door of each procedure, before its input is even read: a new one must be named here. This list was
 * written by hand, beside the tables of rights. Behind the door the verbs ask the same right again, with the thing it is
 * about: server/api/verbs.test.ts tries every verb as every role.
 */
const entryPoints: Record<string, Record<string, string>> = {
  'nobody customer lead engineer manager administrator knowledgeOwner': {
    accounts:
      'me signInOptions setupNeeded createFirstAdministrator requestLink identityRequest requestIdentityLink requestReset resetPassword invitation acceptInvitation',
    sla: 'publicPromise',
    knowledge: 'search bySlug',
  },
  'customer lead engineer manager administrator knowledgeOwner': {
    tickets:
      'file promise carriers options mine search excerpts searchValues get markRead watch unwatch held sendHeld undoHeld dismissHeld correct',
    drafts: 'get list save',
    live: 'changes',
    accounts: 'chooseLanguage updateProfile changePassword',
    'accounts.sessions': 'list end endOthers',
    'accounts.organisations': 'list',
    'accounts.projects': 'list',
    'accounts.people': 'list',
    sla: 'publicMatrix',
    knowledge: 'suggest',
  },
  'customer lead': { tickets: 'reply close dispute object rate' },
  'customer lead engineer manager administrator': { tickets: 'reopen' },
  'engineer manager administrator knowledgeOwner': {
    tickets: 'queue people note knownTags waitingAnswers',
    live: 'show',
    desk: 'status',
    views: 'list save remove',
    inbox: 'list markRead markAllRead muted mute',
    handoffs: 'list count next get ofTicket',
    accounts: 'teams',
    oncall: 'now schedule swaps decideSwap feed makeFeed revokeFeed',
    paging:
      'waiting reachable page coverage load rehearse drills policiesNow policies contacts pushKey addMail channels addMethod resendCode saveQuietHours verify subscribePush removeMethod testMethod saveRules failingMethods',
    system: 'silence alarm',
    knowledge: 'forLinking all forEditing save',
  },
  'engineer manager administrator': {
    tickets:
      'merge answer setStatus setSeverity promiseUpdate setTeam changeTags snooze assign linkArticle unlinkArticle',
    bulk: 'start undo hasten get',
    breaches: 'waiting explain',
    macros: 'list save remove',
    handoffs: 'prefill save keep accept give',
    oncall: 'addOverride askSwap removeOverride',
    paging: 'acknowledge snooze reassign addResponders',
  },
  'manager administrator knowledgeOwner': { knowledge: 'publish' },
  'manager administrator': {
    tickets: 'decideDispute',
    disputes: 'open',
    ratings: 'low followUp',
    routing: 'get save dryRun',
    accounts: 'saveTeam plans',
    oncall: 'saveSchedule previewSchedule',
    paging: 'planDrill savePolicy',
    sla: 'policies policyChanges warningPercents calendars saveCalendar readHolidays archiveCalendar savePolicy discardDraft callBackVersion showPlan',
    whatIf: 'list get tickets start cancel',
    insight: 'overview atRisk breaches',
  },
  'lead manager administrator': { 'accounts.people': 'invitations' },
  'lead administrator': {
    'accounts.organisations': 'openToMembers',
    'accounts.projects': 'create update archive',
    'accounts.people': 'invite resend revoke setRoles',
  },
  administrator: {
    tickets: 'eraseWords',
    'accounts.organisations': 'create update archive',
    'accounts.people': 'deactivate reactivate',
    system: 'health mails mail clockAlarms acceptTime resume',
  },
}

let story: Story
afterEach(() => story.close())

describe('every procedure', () => {
  it('lets in exactly the people who have its right', async () => {
    story = await openStory('off')
    const { customer, lead, ana } = story.world
    const staff = (role: Viewer['staffRoles'][number]): Viewer => ({ ...ana, staffRoles: [role] })
    const people: Record<string, Viewer | null> = {
      nobody: null,
      customer,
      lead,
      engineer: staff('engineer'),
      manager: staff('manager'),
      administrator: staff('administrator'),
      knowledgeOwner: staff('knowledge_owner'),
    }
    const live = { events: new EventEmitter<{ message: [LiveMessage]; gap: [] }>(), close: () => Promise.resolve() }
    const isLetIn = async (path: string, viewer: Viewer | null): Promise<boolean> => {
      const caller: unknown = createCallerFactory(appRouter)({ ...story.ctx, viewer, address: '192.0.2.7', live })
      const call = path.split('.').reduce((at, key) => (at as Record<string, unknown>)[key], caller)
      try {
        // No procedure takes this, and none does anything with it.
        await (call as (input: unknown) => Promise<unknown>)('nonsense')
        return true
      } catch (error) {
        return !['UNAUTHORIZED', 'FORBIDDEN'].includes((error as { code: string }).code)
      }
    }
    const found: Record<string, string> = {}
    for (const path of Object.keys(appRouter._def.procedures)) {
      const inside: string[] = []
      for (const [name, viewer] of Object.entries(people)) if (await isLetIn(path, viewer)) inside.push(name)
      found[path] = inside.join(' ')
    }
    const expected = Object.entries(entryPoints).flatMap(([who, rooms]) =>
      Object.entries(rooms).flatMap(([room, names]) =>
        names.split(' ').map((name) => [`${room}.${name}`, who] as const),
      ),
    )
    expect(found).toEqual(Object.fromEntries(expected))
  })
})
