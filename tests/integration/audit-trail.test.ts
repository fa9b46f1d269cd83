import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditAction } from '@/server/accounts/audit'
import type { Viewer } from '@/server/accounts/schema'
import { hashPassword, newToken } from '@/server/accounts/secrets'
import { startSession } from '@/server/accounts/sign-in/sessions'
import { addMethod, resendCode } from '@/server/paging/methods/methods'
import { appRouter } from '@/server/api/root'
import { exportTicket } from '@/server/tickets/record/export'
import { createCallerFactory } from '@/server/api/procedures'
import { printAudit } from '@/scripts/commands/audit'
import { openStory, type Story } from '@/tests/support/story'

/**
 * The decision for every procedure that changes something: which audit entry it writes, or why it writes none. A new
 * procedure without a decision fails this test.
 */
const entryOf: Record<string, AuditAction> = {
  'accounts.createFirstAdministrator': 'account.created',
  'accounts.requestLink': 'link.sent',
  'accounts.requestIdentityLink': 'link.sent',
  'accounts.requestReset': 'link.sent',
  'accounts.resetPassword': 'password.reset',
  'accounts.acceptInvitation': 'invitation.accepted',
  'accounts.saveTeam': 'team.saved',
  'accounts.chooseLanguage': 'account.profile',
  'accounts.updateProfile': 'account.profile',
  'accounts.changePassword': 'password.changed',
  'accounts.sessions.end': 'session.ended',
  'accounts.sessions.endOthers': 'session.ended',
  'accounts.organisations.create': 'organisation.created',
  'accounts.organisations.update': 'organisation.changed',
  'accounts.organisations.archive': 'organisation.archived',
  'accounts.organisations.openToMembers': 'organisation.opened',
  'accounts.projects.create': 'project.created',
  'accounts.projects.update': 'project.changed',
  'accounts.projects.archive': 'project.archived',
  'accounts.people.invite': 'invitation.sent',
  'accounts.people.resend': 'invitation.resent',
  'accounts.people.revoke': 'invitation.revoked',
  'accounts.people.setRoles': 'roles.set',
  'accounts.people.deactivate': 'account.deactivated',
  'accounts.people.reactivate': 'account.reactivated',
  'oncall.saveSchedule': 'schedule.saved',
  'oncall.addOverride': 'override.added',
  'oncall.removeOverride': 'override.removed',
  'oncall.decideSwap': 'swap.decided',
  'oncall.makeFeed': 'feed.made',
  'oncall.revokeFeed': 'feed.revoked',
  'paging.planDrill': 'drill.planned',
  'paging.savePolicy': 'escalation-policy.saved',
  'paging.addMail': 'contact-method.added',
  'paging.addMethod': 'contact-method.added',
  'paging.resendCode': 'contact-method.code-sent',
  'paging.verify': 'contact-method.verified',
  'paging.subscribePush': 'contact-method.added',
  'paging.removeMethod': 'contact-method.removed',
  'paging.saveRules': 'notification-rules.saved',
  'paging.saveQuietHours': 'quiet-hours.saved',
  'sla.saveCalendar': 'calendar.saved',
  'sla.archiveCalendar': 'calendar.saved',
  'sla.savePolicy': 'sla-policy.changed',
  'sla.discardDraft': 'sla-policy.changed',
  'sla.callBackVersion': 'sla-policy.changed',
  'sla.showPlan': 'sla-policy.changed',
  'knowledge.save': 'article.saved',
  'knowledge.publish': 'article.published',
  'system.acceptTime': 'time.accepted',
  'system.resume': 'item.resumed',
  'routing.save': 'routing.saved',
  'tickets.merge': 'ticket.merged',
  'tickets.eraseWords': 'words.erased',
}

const ledger = 'the ticket has its own record, which cannot be altered'
const pageLog = 'the log of the page holds it'
const noEntry: Record<string, string> = {
  ...Object.fromEntries(
    (
      'file reply correct close reopen dispute object answer note setStatus setSeverity promiseUpdate setTeam changeTags snooze assign ' +
      'linkArticle unlinkArticle decideDispute watch unwatch'
    )
      .split(' ')
      .map((name) => [`tickets.${name}`, ledger]),
  ),
  ...Object.fromEntries(['start', 'undo', 'hasten'].map((name) => [`bulk.${name}`, ledger])),
  ...Object.fromEntries(['save', 'remove'].map((name) => [`views.${name}`, 'a view changes nothing but a list'])),
  ...Object.fromEntries(
    ['save', 'remove'].map((name) => [
      `macros.${name}`,
      'a text that somebody prepared; what it writes is in the ticket',
    ]),
  ),
  'tickets.rate': ledger,
  'ratings.followUp': ledger,
  'tickets.markRead': 'reading is no administrative act',
  'tickets.sendHeld': `a message that waits for its undo is sent: ${ledger}`,
  'tickets.undoHeld': 'a message that nobody else has seen is taken back by its writer',
  'tickets.dismissHeld': 'a message that could not be sent is put away by its writer',
  'live.show': 'who has a ticket open is stored nowhere',
  ...Object.fromEntries(
    ['markRead', 'markAllRead', 'mute'].map((name) => [`inbox.${name}`, 'concerns only the inbox of its own person']),
  ),
  'drafts.save': 'words that only their writer reads',
  'breaches.explain': 'the breach holds who explained it and when',
  'handoffs.save': 'the brief holds who wrote it',
  'handoffs.keep': 'the brief holds who decided',
  'handoffs.accept': ledger,
  'handoffs.give': ledger,
  'oncall.askSwap': 'nothing changes until the request is accepted, which writes swap.decided',
  'paging.acknowledge': pageLog,
  'paging.snooze': pageLog,
  'paging.reassign': pageLog,
  'paging.addResponders': pageLog,
  'paging.testMethod': 'sends one message to its own person and changes nothing',
  'routing.dryRun': 'a calculation that saves nothing',
  'sla.readHolidays': 'reads a file and saves nothing',
  'whatIf.start': 'a calculation that promises nothing; its row holds who started it',
  'whatIf.cancel': 'ends a calculation that promises nothing',
}

const create = createCallerFactory(appRouter)
let story: Story
const as = (viewer: Viewer | null, sessionId: string | null = null) =>
  create({ ...story.ctx, viewer, sessionId, live: null as never, address: '203.0.113.5' })
const db = () => story.database.db
const roles = (viewer: Viewer, ...staffRoles: Viewer['staffRoles']): Viewer => ({ ...viewer, staffRoles })
const admin = () => as(roles(story.world.mia, 'administrator', 'manager', 'knowledge_owner'))
const password = 'a long password of the tests'

beforeAll(async () => {
  story = await openStory('off')
  // Ana and Bo are administrators as well, so that Mia is never the last one.
  const vendor = await db().organisation.findFirstOrThrow({ where: { isVendor: true } })
  await db().membership.create({
    data: {
      userId: story.world.mia.userId,
      organisationId: vendor.id,
      role: 'administrator',
      createdAt: story.clock.now(),
    },
  })
  await db().user.updateMany({ data: { passwordHash: await hashPassword(password) } })
})
afterAll(() => story.close())

describe('every procedure that changes something', () => {
  it('has a decision about its audit entry, and every decision has its procedure', () => {
    const mutations = Object.entries(appRouter._def.procedures)
      .filter(([, procedure]) => (procedure as unknown as { _def: { type: string } })._def.type === 'mutation')
      .map(([path]) => path)
    expect([...Object.keys(entryOf), ...Object.keys(noEntry)].sort()).toEqual(mutations.sort())
  })
})

const layer = (...participants: string[]) => ({
  id: 'l',
  start: '2026-11-16T00:00',
  rotation: { unit: 'week' as const, length: 1 },
  participants,
  restrictions: [],
})
const project = {
  name: 'App',
  appId: '',
  products: [],
  scenario: null,
  platforms: [],
  sdkVersion: '',
  regions: [],
  carriers: [],
}
const token = () => newToken()
const hour = 3_600_000
const method = async (more: object = {}) =>
  db().contactMethod.create({
    data: {
      userId: story.world.bo.userId,
      kind: 'webhook',
      address: `https://hooks.test.example/${randomUUID()}`,
      createdAt: story.clock.now(),
      ...more,
    },
  })

/** Does what a procedure is for, so that its entry can be looked at. */
const acts: Record<string, () => Promise<unknown>> = {
  'accounts.requestLink': () => as(null).accounts.requestLink({ email: story.world.ana.email }),
  'accounts.requestIdentityLink': async () => {
    const { token: secret, tokenHash } = token()
    const expiresAt = new Date(story.clock.now().getTime() + hour)
    const request = { provider: 'https://id.example', subject: 's', userId: story.world.bo.userId }
    await db().identityRequest.create({ data: { ...request, tokenHash, createdAt: story.clock.now(), expiresAt } })
    await as(null).accounts.requestIdentityLink({ token: secret })
  },
  'accounts.requestReset': () => as(null).accounts.requestReset({ email: story.world.bo.email }),
  'accounts.resetPassword': async () => {
    const { token: secret, tokenHash } = token()
    const expiresAt = new Date(story.clock.now().getTime() + hour)
    const link = { userId: story.world.bo.userId, purpose: 'password_reset' as const, tokenHash, expiresAt }
    await db().signInLink.create({ data: { ...link, createdAt: story.clock.now() } })
    await as(null).accounts.resetPassword({ token: secret, password: 'another long password' })
  },
  'accounts.acceptInvitation': async () => {
    const { token: secret, tokenHash } = token()
    await db().invitation.create({
      data: {
        email: 'new@test.example',
        organisationId: story.world.organisationId,
        roles: ['customer'],
        tokenHash,
        invitedById: story.world.mia.userId,
        createdAt: story.clock.now(),
        expiresAt: new Date(story.clock.now().getTime() + hour),
      },
    })
    const account = { name: 'Nia', password, locale: 'en' as const, timeZone: 'UTC' }
    await as(null).accounts.acceptInvitation({ token: secret, account })
  },
  'accounts.saveTeam': () => admin().accounts.saveTeam({ name: 'Core', memberIds: [story.world.ana.userId] }),
  'accounts.chooseLanguage': () => as(story.world.ana).accounts.chooseLanguage({ locale: 'zh-CN' }),
  'accounts.updateProfile': () =>
    as(story.world.ana).accounts.updateProfile({ name: 'Ana', locale: 'zh-CN', timeZone: 'UTC' }),
  'accounts.changePassword': () =>
    as(story.world.ana).accounts.changePassword({ current: password, next: 'yet another long one' }),
  'accounts.sessions.end': async () => {
    const { userId } = story.world.ana
    const session = await startSession(story.ctx, { userId, userAgent: '', address: '', method: 'password' })
    await as(story.world.ana).accounts.sessions.end({ sessionId: session.id })
  },
  'accounts.sessions.endOthers': () => as(story.world.ana).accounts.sessions.endOthers(),
  'accounts.organisations.create': () =>
    admin().accounts.organisations.create({ name: 'New', key: 'new', planId: null }),
  'accounts.organisations.update': async () => {
    const { id } = await db().organisation.findFirstOrThrow({ where: { key: 'OTHER' } })
    await admin().accounts.organisations.update({ organisationId: id, name: 'Renamed', planId: null })
  },
  'accounts.organisations.archive': async () => {
    const { id } = await db().organisation.findFirstOrThrow({ where: { key: 'OTHER' } })
    await admin().accounts.organisations.archive({ organisationId: id, archived: false })
  },
  'accounts.organisations.openToMembers': async () => {
    const { id } = await db().organisation.findFirstOrThrow({ where: { key: 'OTHER' } })
    await admin().accounts.organisations.openToMembers({ organisationId: id, isOpen: true })
  },
  'accounts.projects.create': () =>
    admin().accounts.projects.create({ ...project, organisationId: story.world.organisationId }),
  'accounts.projects.update': () =>
    admin().accounts.projects.update({ ...project, name: 'Renamed', projectId: story.world.projectId }),
  'accounts.projects.archive': () =>
    admin().accounts.projects.archive({ projectId: story.world.projectId, archived: false }),
  'accounts.people.invite': () => invite('one@test.example'),
  'accounts.people.resend': async () =>
    admin().accounts.people.resend({ invitationId: (await invite('two@test.example')).id }),
  'accounts.people.revoke': async () =>
    admin().accounts.people.revoke({ invitationId: (await invite('three@test.example')).id }),
  'accounts.people.setRoles': () =>
    admin().accounts.people.setRoles({
      userId: story.world.lead.userId,
      organisationId: story.world.organisationId,
      roles: ['customer', 'customer_lead'],
    }),
  'accounts.people.deactivate': () => admin().accounts.people.deactivate({ userId: story.world.stranger.userId }),
  'accounts.people.reactivate': () => admin().accounts.people.reactivate({ userId: story.world.stranger.userId }),
  'oncall.saveSchedule': () =>
    admin().oncall.saveSchedule({ name: 'Day', timeZone: 'UTC', layers: [layer(story.world.ana.userId)] }),
  'oncall.addOverride': () => override(),
  'oncall.removeOverride': async () => admin().oncall.removeOverride({ id: (await override()).id }),
  'oncall.decideSwap': async () => {
    const startsAt = new Date(story.clock.now().getTime() + hour)
    const { id } = await as(story.world.ana).oncall.askSwap({
      scheduleId: story.world.scheduleId,
      askedId: story.world.bo.userId,
      given: { startsAt, endsAt: new Date(startsAt.getTime() + hour) },
      note: '',
    })
    await as(story.world.bo).oncall.decideSwap({ id, decision: 'declined' })
  },
  'oncall.makeFeed': () => as(story.world.ana).oncall.makeFeed({ scheduleId: null }),
  'oncall.revokeFeed': () => as(story.world.ana).oncall.revokeFeed({ scheduleId: null }),
  'paging.planDrill': () =>
    admin().paging.planDrill({
      policyId: story.world.policyId,
      plan: { weekday: 1, localTime: '10:00', timeZone: 'UTC' },
    }),
  'paging.savePolicy': async () => {
    const [policy] = (await admin().paging.policies()).policies
    await admin().paging.savePolicy({ name: 'Other', severities: ['S4'], definition: policy!.definition })
  },
  'paging.addMail': () => as(story.world.bo).paging.addMail({ address: 'bo.two@test.example' }),
  'paging.addMethod': () =>
    addMethod(story.ctx, story.world.bo, { kind: 'slack', label: '', url: 'https://hooks.test.example/x' }, () =>
      Promise.resolve('sent'),
    ),
  'paging.resendCode': async () =>
    resendCode(story.ctx, story.world.bo, (await method()).id, () => Promise.resolve('sent')),
  'paging.verify': async () => {
    const { id } = await as(story.world.bo).paging.addMail({ address: 'bo.three@test.example' })
    const mail = await db().mailMessage.findFirstOrThrow({ where: { toAddress: 'bo.three@test.example' } })
    await as(story.world.bo).paging.verify({ id, code: (mail.props as { code: string }).code })
  },
  'paging.subscribePush': () =>
    as(story.world.bo).paging.subscribePush({
      endpoint: 'https://9.9.9.9/push',
      keys: { p256dh: 'k', auth: 'a' },
      label: '',
    }),
  'paging.removeMethod': async () => as(story.world.bo).paging.removeMethod({ id: (await method()).id }),
  'paging.saveRules': async () => {
    const { id } = await method({ verifiedAt: story.clock.now() })
    await as(story.world.bo).paging.saveRules({ urgency: 'low', rules: [{ contactMethodId: id, delaySeconds: 60 }] })
  },
  'paging.saveQuietHours': () => as(story.world.bo).paging.saveQuietHours({ hours: { from: '22:00', to: '07:00' } }),
  'sla.saveCalendar': () => admin().sla.saveCalendar({ seen: null, name: 'Office', content: content() }),
  'sla.archiveCalendar': async () => {
    const made = await admin().sla.saveCalendar({ seen: null, name: 'Old', content: content() })
    await admin().sla.archiveCalendar({ id: made.id, archived: true })
  },
  'sla.savePolicy': () => draft(),
  'sla.discardDraft': async () => {
    const { id } = await draft()
    await admin().sla.discardDraft({ versionId: id, revision: 1 })
  },
  'sla.callBackVersion': async () => {
    const { id } = await draft({ publish: true, inForceFrom: new Date(story.clock.now().getTime() + hour) })
    await admin().sla.callBackVersion({ versionId: id })
  },
  'sla.showPlan': async () => {
    const { planId } = (await admin().sla.policies()).find(({ inForce }) => inForce)!
    await admin().sla.showPlan({ planId, isPublic: true })
  },
  'knowledge.save': () => article('first'),
  'knowledge.publish': async () => admin().knowledge.publish({ id: (await article('second')).id, publish: true }),
  'system.acceptTime': async () => {
    await db().clockAlarm.create({
      data: { id: randomUUID(), processName: 'worker', movedMs: 900, detectedAt: story.clock.now() },
    })
    await admin().system.acceptTime()
  },
  'system.resume': async () => {
    const [at, itemId] = [story.clock.now(), randomUUID()]
    await db().failingItem.create({
      data: {
        kind: 'mail.send',
        itemId,
        failures: 9,
        firstAt: at,
        lastAt: at,
        nextAt: at,
        parkedAt: at,
        lastError: '',
      },
    })
    await admin().system.resume({ kind: 'mail.send', itemId })
  },
  'routing.save': async () => {
    const { revision } = await admin().routing.get()
    const otherwise = { team: 'none' as const, policyId: null }
    return admin().routing.save({ basedOn: revision, rules: [], otherwise })
  },
  'tickets.merge': async () => {
    const [into, reference] = [await story.fileS1({ severity: 'S3' }), await story.fileS1({ severity: 'S3' })]
    await as(story.world.ana).tickets.merge({ reference, into })
  },
  'tickets.eraseWords': async () =>
    admin().tickets.eraseWords({
      reference: await story.fileS1({ severity: 'S4' }),
      chain: 'public',
      seq: 1,
      reason: 'A key',
    }),
}

const content = () => ({
  calendar: {
    type: 'business' as const,
    timeZone: 'UTC',
    weekly: { MON: [['09:00', '18:00'] as [string, string]] },
    exceptions: [],
  },
  notes: {},
})
const invite = (email: string) =>
  admin().accounts.people.invite({
    organisationId: story.world.organisationId,
    email,
    name: '',
    roles: ['customer'],
    locale: 'en',
  })
let overrides = 0
const override = () => {
  overrides += 1
  const startsAt = new Date(story.clock.now().getTime() + overrides * 100 * hour)
  const endsAt = new Date(startsAt.getTime() + hour)
  const { scheduleId, bo } = story.world
  return admin().oncall.addOverride({ scheduleId, personId: bo.userId, startsAt, endsAt })
}
const draft = async (more: object = {}) => {
  const { planId, inForce } = (await admin().sla.policies()).find((policy) => policy.inForce)!
  return admin().sla.savePolicy({ planId, product: null, definition: inForce!.definition, publish: false, ...more })
}
const article = (slug: string) =>
  admin().knowledge.save({ slug, locale: 'en', title: 'Echo', summary: 'Remove echo', body: 'Turn on AEC.' })

describe('an act of security or administration leaves an entry', () => {
  it('has an example below for every procedure of the list', () => {
    // The first administrator is made in an empty installation: tests/stories/empty-installation.test.ts.
    expect([...Object.keys(acts), 'accounts.createFirstAdministrator'].sort()).toEqual(Object.keys(entryOf).sort())
  })

  it.each(Object.keys(acts))('%s', async (path) => {
    const { seq } = (await db().auditEntry.findFirst({ orderBy: { seq: 'desc' } })) ?? { seq: 0n }
    await acts[path]!()
    const written = await db().auditEntry.findMany({ where: { seq: { gt: seq }, outcome: 'done' } })
    expect(written.map(({ action }) => action)).toContain(entryOf[path])
    expect(JSON.stringify(written.map(({ facts }) => facts))).not.toMatch(
      /a long|another long|Turn on AEC|Messages vanish|hooks\.test/,
    )
  })

  it('when a ticket is exported, with the person and whether the staff chain was included', async () => {
    const reference = await story.fileS1({ severity: 'S4' })
    await exportTicket(story.ctx, story.world.ana, reference, true)
    await exportTicket(story.ctx, story.world.customer, reference, true)
    const written = await db().auditEntry.findMany({ where: { subjectId: reference }, orderBy: { seq: 'asc' } })
    expect(written).toMatchObject([
      { action: 'ticket.exported', actorId: story.world.ana.userId, facts: { withStaffChain: true } },
      { action: 'ticket.exported', actorId: story.world.customer.userId, facts: { withStaffChain: false } },
    ])
  })
})

describe('a refusal leaves an entry', () => {
  const last = () => db().auditEntry.findFirstOrThrow({ orderBy: { seq: 'desc' } })
  const refused = async (attempt: Promise<unknown>) => {
    await expect(attempt).rejects.toThrow()
    return last()
  }

  it('for a missing right', async () => {
    const { ana } = story.world
    expect(await refused(as(ana).accounts.saveTeam({ name: 'X', memberIds: [] }))).toMatchObject({
      action: 'request.refused',
      outcome: 'refused',
      actorId: ana.userId,
      subjectId: 'accounts.saveTeam',
    })
  })

  it('for another organisation’s ticket, which does not exist for a customer', async () => {
    const reference = await story.fileS1({ severity: 'S4' })
    const { stranger } = story.world
    expect(await refused(as(stranger).tickets.get({ reference }))).toMatchObject({
      outcome: 'refused',
      actorId: stranger.userId,
      facts: { code: 'NOT_FOUND' },
    })
  })

  it('for a wrong code of a contact method', async () => {
    const { ana } = story.world
    const { id } = await as(ana).paging.addMail({ address: 'ana.two@test.example' })
    expect(await refused(as(ana).paging.verify({ id, code: '000000' }))).toMatchObject({
      outcome: 'refused',
      actorId: ana.userId,
      facts: { reason: 'codeWrong' },
    })
  })

  it('for an invalid link', async () => {
    expect(
      await refused(as(null).accounts.resetPassword({ token: newToken().token, password: 'a new long password' })),
    ).toMatchObject({ outcome: 'refused', actorId: null, facts: { reason: 'linkDead' } })
  })
})

describe('nightdesk audit', () => {
  const printed = async (question: Parameters<typeof printAudit>[1]) => {
    const lines: string[] = []
    const complaints: string[] = []
    const exitCode = await printAudit(
      db(),
      question,
      (line) => lines.push(line),
      (line) => complaints.push(line),
    )
    return { lines, complaints, exitCode }
  }

  it('prints the entries of one person since an instant, oldest first, for people and for programs', async () => {
    story.clock.set(new Date(story.clock.now().getTime() + hour))
    const since = story.clock.now()
    await admin().accounts.saveTeam({ name: 'Night', memberIds: [] })
    await as(story.world.ana).oncall.makeFeed({ scheduleId: null })
    const { email } = story.world.mia
    const { lines, exitCode } = await printed({ since, actor: email.toUpperCase(), json: false })
    expect(exitCode).toBe(0)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(`Mia <${email}>  team.saved`)
    const all = await printed({ since, actor: null, json: true })
    expect(all.lines.map((line) => (JSON.parse(line) as { action: string }).action)).toEqual([
      'team.saved',
      'feed.made',
    ])
  })

  it('reports when nobody has the address', async () => {
    const { exitCode, complaints } = await printed({ since: null, actor: 'nobody@test.example', json: false })
    expect(exitCode).toBe(2)
    expect(complaints).toHaveLength(1)
  })
})
