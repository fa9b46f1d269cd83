import type { Severity } from '@/server/vocabulary/severity'
import { settleTicketClocks } from '@/server/tickets/clocks/clocks'
import { afterEach, describe, expect, it } from 'vitest'
import type { Prisma } from '@/generated/prisma/client'
import { unitOfWork, type Work } from '@/server/infra/db/unit-of-work'
import { systemActor } from '@/server/vocabulary/rights/actor'
import { pageByToken } from '@/server/paging/answering/links'
import {
  acknowledgePage,
  advanceEscalation,
  deliver,
  dueDeliveries,
  openOrJoinPage,
  type PageTransports,
  updatePageFacts,
} from '@/server/paging/page/pages'
import { addMailMethod, readContacts, saveRules, subscribePush, verifyMethod } from '@/server/paging/methods/contacts'
import { NotificationRefused } from '@/server/paging/delivery/transports'
import { openStory, type Story } from '@/tests/support/story'
import { noTransports } from '@/tests/support/transports'

let story: Story
afterEach(() => story.close())

const db = () => story.database.db
const onlyPage = () => db().page.findFirstOrThrow()
const inMinutes = (from: Date, count: number) => new Date(from.getTime() + count * 60_000)
const methodOf = (userId: string) => db().contactMethod.findFirstOrThrow({ where: { userId, kind: 'email' } })
const rule = (userId: string, contactMethodId: string, position: number, delaySeconds: number) =>
  db().notificationRule.create({ data: { userId, urgency: 'high', contactMethodId, position, delaySeconds } })
const acknowledge = async () =>
  acknowledgePage(story.ctx, story.world.ana, { pageId: (await onlyPage()).id, via: 'desk' })
const inTransaction = <T>(act: (work: Work) => Promise<T>) => unitOfWork(story.ctx, systemActor('test'), act)
/** What the ticket domain does inside its own transaction. */
const join = async (key: string, kind: string, more: Record<string, unknown> = {}) => {
  const page = await onlyPage()
  return inTransaction((work) =>
    openOrJoinPage(work, {
      ticketId: page.ticketId!,
      teamId: null,
      routedPolicyId: null,
      severity: 'S1',
      urgency: 'high',
      about: { reference: 'ACME-1', subject: 'Messages vanish', organisation: 'ACME' },
      trigger: { key, kind, detail: {}, at: story.clock.now() },
      answered: false,
      responseWarningAt: null,
      now: story.clock.now(),
      ...more,
    }),
  )
}

async function secondMethod(delaySeconds: number) {
  const { ana } = story.world
  const first = await methodOf(ana.userId)
  const second = await db().contactMethod.create({
    data: {
      userId: ana.userId,
      kind: 'email',
      address: 'ana.private@test.example',
      verifiedAt: story.clock.now(),
      createdAt: story.clock.now(),
    },
  })
  await rule(ana.userId, first.id, 0, 0)
  await rule(ana.userId, second.id, 1, delaySeconds)
  return { first, second }
}

describe('a page', () => {
  it('is opened with its first notifications in the transaction of its ticket, or not at all', async () => {
    story = await openStory('off')
    await story.fileS1()
    const page = await onlyPage()
    const pending = await db().delivery.findMany({ where: { state: 'pending' } })
    expect(pending.map((delivery) => delivery.engineerId)).toEqual([story.world.ana.userId])
    expect(page.nextAt).toEqual(inMinutes(page.openedAt, 5))
    await expect(
      inTransaction(async (work) => {
        await work.tx.page.delete({ where: { id: page.id } })
        await openOrJoinPage(work, {
          ticketId: page.ticketId!,
          teamId: null,
          routedPolicyId: null,
          severity: 'S1',
          urgency: 'high',
          about: page.about as never,
          trigger: { key: 'filed', kind: 'filed', detail: {}, at: story.clock.now() },
          answered: false,
          responseWarningAt: null,
          now: story.clock.now(),
        })
        throw new Error('the ticket could not be written')
      }),
    ).rejects.toThrow('the ticket could not be written')
    expect((await db().page.findMany()).map((one) => one.id)).toEqual([page.id])
  })

  it('is joined by a further trigger once, however often that trigger is reported', async () => {
    story = await openStory('off')
    await story.fileS1()
    await join('warning:1', 'warning')
    await join('warning:1', 'warning')
    expect(await db().page.count()).toBe(1)
    expect((await db().pageTrigger.findMany({ orderBy: { at: 'asc' } })).map((trigger) => trigger.key).sort()).toEqual([
      'filed',
      'warning:1',
    ])
    expect(await db().delivery.count()).toBe(1)
  })

  it('that is acknowledged but unanswered reopens at step 1 at a breach', async () => {
    story = await openStory('off')
    await story.fileS1()
    await story.settle()
    await acknowledge()
    await join('breach:1', 'breach')
    const page = await onlyPage()
    expect([page.state, page.cycle, page.acknowledgedById]).toEqual(['open', 2, null])
    await story.minutes(1)
    expect(story.mailsTo(story.world.ana)).toHaveLength(2)
  })

  it('keeps the policy that was in force when it opened', async () => {
    story = await openStory('off')
    const { world } = story
    await story.fileS1()
    await db().escalationPolicy.update({
      where: { id: world.policyId },
      data: {
        definition: {
          steps: [{ delayMinutes: 1, targets: [{ type: 'engineer', id: world.mia.userId }] }],
          repeats: 0,
        } satisfies Prisma.InputJsonObject,
      },
    })
    await story.minutes(6)
    expect(story.mailsTo(world.bo)).toHaveLength(1)
    expect(story.mailsTo(world.mia)).toHaveLength(0)
  })

  it("expires its acknowledgement by the ticket's current severity", async () => {
    story = await openStory('off')
    await story.fileS1({ severity: 'S2' })
    await story.settle()
    const at = story.clock.now()
    await acknowledge()
    expect((await onlyPage()).nextAt).toEqual(inMinutes(at, 30))
    // Raised: the trigger joins and brings the facts with it; telling the same facts again changes nothing.
    await join('raised:2', 'raised')
    expect((await onlyPage()).nextAt).toEqual(inMinutes(at, 15))
    const facts = { severity: 'S1' as const, responseWarningAt: inMinutes(at, 9), now: at }
    await inTransaction(async (work) => updatePageFacts(work, (await onlyPage()).ticketId!, facts))
    expect((await onlyPage()).nextAt).toEqual(inMinutes(at, 9))
  })

  it("follows a change of its ticket's urgency", async () => {
    story = await openStory('off')
    await story.fileS1()
    const { ticketId } = await onlyPage()
    const facts = { severity: 'S3' as const, responseWarningAt: null, now: story.clock.now() }
    await inTransaction((work) => updatePageFacts(work, ticketId!, facts))
    expect((await onlyPage()).urgency).toBe('low')
  })

  it('is advanced once by two workers at once', async () => {
    story = await openStory('off')
    await story.fileS1()
    const { id, openedAt } = await onlyPage()
    story.clock.set(inMinutes(openedAt, 5))
    await Promise.all([1, 2, 3, 4].map(() => advanceEscalation(story.ctx, id)))
    expect(await db().pageLogEntry.count({ where: { kind: 'notify' } })).toBe(2)
    expect(await db().delivery.count({ where: { engineerId: story.world.bo.userId } })).toBe(1)
  })

  it('records that a step reached nobody and continues at once', async () => {
    story = await openStory('off')
    await db().contactMethod.updateMany({ where: { userId: story.world.ana.userId }, data: { verifiedAt: null } })
    await story.fileS1()
    await story.settle()
    expect(story.mailsTo(story.world.bo)).toHaveLength(1)
    const gap = await db().pageLogEntry.findFirstOrThrow({ where: { kind: 'coverage_gap' } })
    expect(gap.detail).toMatchObject({ reason: 'no_verified_method', engineerId: story.world.ana.userId })
  })

  it('of an S2 becomes unanswered, and the managers are notified once', async () => {
    story = await openStory('off')
    await story.fileS1({ severity: 'S2' })
    await story.minutes(40)
    expect((await onlyPage()).state).toBe('unanswered')
    const told = () => db().delivery.count({ where: { kind: 'managers_told', state: 'sent' } })
    expect(await told()).toBe(1)
    await story.minutes(10)
    expect(await told()).toBe(1)
  })
})

describe('notifications', () => {
  it('follow the rules of the engineer, and an acknowledgement cancels pending ones', async () => {
    story = await openStory('off')
    const { second } = await secondMethod(60)
    await story.fileS1()
    await story.settle()
    expect(story.smtp.to(second.address)).toHaveLength(0)
    await acknowledge()
    await story.minutes(3)
    expect(story.smtp.to(second.address)).toHaveLength(0)
    expect((await db().delivery.findFirstOrThrow({ where: { contactMethodId: second.id } })).state).toBe('cancelled')
  })

  it('of the last step are still sent when the page became unanswered before they were due', async () => {
    story = await openStory('off')
    const { ana } = story.world
    const { second } = await secondMethod(180)
    await db().escalationPolicy.updateMany({
      data: {
        definition: { steps: [{ delayMinutes: 1, targets: [{ type: 'engineer', id: ana.userId }] }], repeats: 0 },
      },
    })
    await story.fileS1({ severity: 'S2' })
    await story.minutes(2)
    expect((await onlyPage()).state).toBe('unanswered')
    await story.minutes(2)
    expect(story.smtp.to(second.address)).toHaveLength(1)
  })

  it.each<[Severity, string[]]>([
    ['S1', ['ana@test.example', 'second']],
    ['S3', ['ana@test.example']],
  ])('refused temporarily make the next rule due, for an S1 or S2 only: %s', async (severity, asked) => {
    story = await openStory('off')
    const { second } = await secondMethod(600)
    await db().notificationRule.createMany({
      data: (await db().notificationRule.findMany()).map(({ id: _, urgency: __, ...rule }) => ({
        ...rule,
        urgency: 'low' as const,
      })),
    })
    const sent: string[] = []
    const transports: PageTransports = {
      ...noTransports,
      email: (method) => {
        sent.push(method.address === second.address ? 'second' : method.address)
        return Promise.reject(new NotificationRefused(false, '451 later'))
      },
    }
    const send = async () => {
      for (const id of await dueDeliveries(story.ctx, 10)) await deliver(story.ctx, id, transports, 'worker')
    }
    await story.fileS1({ severity })
    // The breach of an S3's first response pages with low urgency.
    if (severity === 'S3') {
      const { dueAt } = await db().slaClock.findFirstOrThrow({ where: { metric: 'first_response' } })
      story.clock.set(dueAt!)
      const ticket = await db().ticket.findFirstOrThrow()
      await settleTicketClocks(story.ctx, ticket.id)
    }
    await send()
    await send()
    expect(sent).toEqual(asked)
    expect(await db().delivery.count({ where: { state: 'failed' } })).toBe(0)
  })

  it('refused permanently make the next rule due at once', async () => {
    story = await openStory('off')
    const { second } = await secondMethod(600)
    const sent: string[] = []
    const answers: (NotificationRefused | null)[] = [new NotificationRefused(true, '550 unknown')]
    const transports: PageTransports = {
      ...noTransports,
      email: (method) => {
        sent.push(method.address)
        const refusal = answers.shift()
        return refusal ? Promise.reject(refusal) : Promise.resolve('250')
      },
    }
    const send = async () => {
      for (const id of await dueDeliveries(story.ctx, 10)) await deliver(story.ctx, id, transports, 'worker')
    }
    await story.fileS1()
    await send()
    await send()
    expect(sent).toEqual(['ana@test.example', second.address])
    const states = await db().delivery.findMany({ orderBy: { rule: 'asc' }, select: { state: true } })
    expect(states.map(({ state }) => state)).toEqual(['failed', 'sent'])
  })

  it('do not delay a filing while one for the same person is being claimed', async () => {
    story = await openStory('off')
    const method = await methodOf(story.world.ana.userId)
    const transports: PageTransports = { ...noTransports, email: () => Promise.resolve('250') }
    await story.fileS1()
    const blocker = await story.database.pool.connect()
    try {
      // The claim waits inside its transaction, its own lock on the contact method taken.
      await blocker.query('begin')
      await blocker.query('lock table "DeliveryAttempt" in share mode')
      const [id] = await dueDeliveries(story.ctx, 1)
      const claiming = deliver(story.ctx, id!, transports, 'worker')
      const lockTaken = async () => {
        const free = await story.database.pool.query(
          'select 1 from "ContactMethod" where id = $1 for no key update skip locked',
          [method.id],
        )
        return free.rowCount === 0
      }
      while (!(await lockTaken())) await new Promise(setImmediate)
      await expect(story.fileS1({ body: 'Second' })).resolves.toBe('ACME-2')
      await blocker.query('commit')
      await claiming
    } finally {
      await blocker.query('rollback')
      blocker.release()
    }
  })

  it('contain a link that is stored as a hash and identifies its engineer', async () => {
    story = await openStory('off')
    await story.fileS1()
    await story.settle()
    const token = /\/p\/([\w-]+)/.exec(story.smtp.to(story.world.ana.email)[0]!.mail.text ?? '')![1]!
    const stored = await db().pageToken.findMany()
    expect(JSON.stringify(stored)).not.toContain(token)
    expect((await pageByToken(db(), token, story.clock.now()))?.engineer.id).toBe(story.world.ana.userId)
    expect(await pageByToken(db(), `${token}x`, story.clock.now())).toBeNull()
  })
})

describe('contact methods', () => {
  it('are used only once verified, and five wrong codes invalidate the code', async () => {
    story = await openStory('off')
    const { ana } = story.world
    const { id } = await addMailMethod(story.ctx, ana, 'New@Test.example')
    await story.settle()
    const code = /\b(\d{6})\b/.exec(story.smtp.mails[0]!.mail.text ?? '')![1]!
    const wrong = code === '111111' ? '222222' : '111111'
    const guesses = await Promise.allSettled(
      Array.from({ length: 8 }, () => verifyMethod(story.ctx, ana, { id, code: wrong })),
    )
    const reasons = guesses.map((guess) => (guess.status === 'rejected' ? guess.reason.reason : 'accepted')).sort()
    expect(reasons).toEqual([...Array(3).fill('codeDead'), ...Array(5).fill('codeWrong')])
    await expect(verifyMethod(story.ctx, ana, { id, code })).rejects.toMatchObject({ reason: 'codeDead' })
    await addMailMethod(story.ctx, ana, 'new@test.example')
    await story.fileS1()
    expect(await db().delivery.count({ where: { contactMethodId: id } })).toBe(0)
  })

  it('of other people are unknown to everybody else, with their rules and codes', async () => {
    story = await openStory('off')
    const { ana, bo } = story.world
    const method = await methodOf(ana.userId)
    await expect(
      saveRules(story.ctx, bo, { urgency: 'high', rules: [{ contactMethodId: method.id, delaySeconds: 0 }] }),
    ).rejects.toMatchObject({ code: 'INVALID', reason: 'unknownContactMethod' })
    await expect(verifyMethod(story.ctx, bo, { id: method.id, code: '123456' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('of a browser are shown with their host only', async () => {
    story = await openStory('off')
    const { ana } = story.world
    await subscribePush(story.ctx, ana, {
      endpoint: 'https://push.example/secret-path',
      keys: { p256dh: 'p', auth: 'a' },
      label: 'Laptop',
    })
    const { methods } = await readContacts(story.ctx, ana)
    expect(methods.find((method) => method.kind === 'push')).toMatchObject({ address: 'push.example', label: 'Laptop' })
    expect(JSON.stringify(methods)).not.toContain('secret-path')
  })
})
