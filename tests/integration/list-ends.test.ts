import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSessions } from '@/server/accounts/sign-in/sessions'
import { profileRevision } from '@/server/accounts/rules'
import type { Viewer } from '@/server/accounts/schema'
import { appRouter } from '@/server/api/root'
import { createCallerFactory } from '@/server/api/procedures'
import { readClockAlarms } from '@/server/insight/health/time'
import { readDeskStatus } from '@/server/tickets/reading/desk-status'
import { openStory, type Story } from '@/tests/support/story'
import { asAdministrator } from '@/tests/support/world'

let story: Story
beforeAll(async () => {
  story = await openStory('off')
})
afterAll(() => story.close())

const db = () => story.database.db
const as = (viewer: Viewer) =>
  createCallerFactory(appRouter)({ ...story.ctx, viewer, live: null as never, address: '127.0.0.1' })

/** Every row of a list that is read page by page. */
async function readAllRows<R>(read: (cursor: string | null) => Promise<{ rows: R[]; next: string | null }>) {
  const rows: R[] = []
  let pages = 0
  for (let cursor: string | null = null; ; pages += 1) {
    const page = await read(cursor)
    rows.push(...page.rows)
    if (page.next === null) return { rows, pages: pages + 1 }
    cursor = page.next
  }
}

describe('a list that is longer than a page', () => {
  it('of sessions has each on exactly one page, the current browser first', async () => {
    const { ana, bo } = story.world
    const at = (minute: number) => new Date(story.clock.now().getTime() - minute * 60_000)
    const expiresAt = new Date('2027-01-01')
    const sessionOf = (userId: string, minute: number) => ({
      userId,
      createdAt: at(minute),
      lastSeenAt: at(minute),
      expiresAt,
    })
    // Several of the same instant stand across the ends of pages.
    await db().session.createMany({
      data: Array.from({ length: 130 }, (_, n) => sessionOf(ana.userId, Math.floor(n / 7))),
    })
    await db().session.createMany({ data: [sessionOf(bo.userId, 0)] })
    const current = await db().session.create({ data: sessionOf(ana.userId, 500), select: { id: true } })
    const ctx = { ...story.ctx, sessionId: current.id }
    const { rows, pages } = await readAllRows((cursor) => readSessions(ctx, ana, cursor))
    expect([rows.length, new Set(rows.map(({ id }) => id)).size, pages]).toEqual([131, 131, 3])
    expect(rows[0]).toMatchObject({ id: current.id, isCurrent: true })
    expect(rows.filter(({ isCurrent }) => isCurrent)).toHaveLength(1)
  })

  it('of alarms about the time has every open one first, and each that ended on exactly one page', async () => {
    const now = story.clock.now()
    const alarm = (open: boolean) => (_: unknown, n: number) => ({
      id: randomUUID(),
      processName: 'web',
      movedMs: 60_000n,
      detectedAt: new Date(now.getTime() - n * 60_000),
      ...(open ? {} : { endedAt: new Date(now.getTime() - Math.floor(n / 4) * 60_000), endedBy: 'agreed' }),
    })
    await db().clockAlarm.createMany({ data: Array.from({ length: 12 }, alarm(true)) })
    await db().clockAlarm.createMany({ data: Array.from({ length: 33 }, alarm(false)) })
    const { rows, pages } = await readAllRows((cursor) =>
      readClockAlarms(story.ctx, asAdministrator(story.world.mia), cursor),
    )
    expect([rows.length, new Set(rows.map(({ id }) => id)).size, pages]).toEqual([45, 45, 4])
    expect(rows.findIndex(({ endedAt }) => endedAt !== null)).toBe(12)
    await db().clockAlarm.deleteMany()
  })

  it('of waiting pages has the reader’s own among them and counts all of them', async () => {
    const { ana, bo } = story.world
    const reference = await story.fileS1()
    const { id: pageId } = await db().page.findFirstOrThrow({ where: { ticket: { reference } } })
    const method = async (userId: string) => (await db().contactMethod.findFirstOrThrow({ where: { userId } })).id
    // 230 tickets with a page of an S1 that called somebody else, and then a milder one of the reader's own.
    await db().$executeRaw`
      insert into "Ticket" select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(),
        'number', 1000 + n, 'reference', 'ACME-' || (1000 + n), 'clientKey', gen_random_uuid()))).*
      from "Ticket" t, generate_series(1, 231) n where t."reference" = ${reference}`
    await db().$executeRaw`
      insert into "Page" select (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'ticketId', t."id",
        'severity', case when t."number" = 1231 then 'S3' else 'S1' end))).*
      from "Page" p, "Ticket" t where p."id" = ${pageId}::uuid and t."number" > 1000`
    await db().$executeRaw`
      insert into "Delivery" ("id", "pageId", "cycle", "step", "engineerId", "contactMethodId", "rule", "state", "sendAt", "sentAt", "createdAt")
      select gen_random_uuid(), p."id", p."cycle", 90,
        case when p."severity" = 'S3' then ${ana.userId}::uuid else ${bo.userId}::uuid end,
        case when p."severity" = 'S3' then ${await method(ana.userId)}::uuid else ${await method(bo.userId)}::uuid end,
        0, 'sent', p."openedAt", p."openedAt", p."openedAt"
      from "Page" p join "Ticket" t on t."id" = p."ticketId" where t."number" > 1000`
    await db().page.update({ where: { id: pageId }, data: { state: 'closed' }, select: { id: true } })
    const status = await readDeskStatus(story.ctx, ana)
    expect(status.waiting).toEqual({ total: 231, mine: 1 })
    expect(status.pages.filter(({ mine }) => mine).map(({ reference: of, severity }) => [of, severity])).toEqual([
      [reference, 'S3'],
    ])
    expect(status.pages[0]?.severity).toBe('S1')
    expect((await readDeskStatus(story.ctx, bo)).waiting).toEqual({ total: 231, mine: 230 })
  })

  it('of people with failing contact methods names each of them, with the reader’s own separate', async () => {
    const { ana, mia } = story.world
    const createdAt = story.clock.now()
    const { organisationId } = await db().membership.findFirstOrThrow({ where: { userId: ana.userId } })
    for (let n = 0; n < 60; n += 1)
      await db().user.create({
        data: {
          email: `staff-${n}@test.example`,
          name: `Staff ${n}`,
          createdAt,
          memberships: { create: { organisationId, role: 'engineer', createdAt } },
          contactMethods: {
            create: { kind: 'email', address: `staff-${n}@test.example`, createdAt, failingSince: createdAt },
          },
        },
        select: { id: true },
      })
    await db().contactMethod.updateMany({ where: { userId: mia.userId }, data: { failingSince: createdAt } })
    const told = await as(asAdministrator(mia)).paging.failingMethods()
    expect([told.own.length, told.others.length]).toEqual([1, 60])
    expect(await as(ana).paging.failingMethods()).toEqual({ own: [], others: [] })
  })
})

describe("a person's own profile in two browsers", () => {
  it('is not overwritten by the browser that opened it first', async () => {
    const { customer } = story.world
    const opened = profileRevision({ name: customer.name, timeZone: customer.timeZone })
    const save = (name: string, timeZone: string) =>
      as(customer).accounts.updateProfile({ name, timeZone, basedOn: opened })
    await save('Carla', 'UTC')
    await expect(save('Carl', 'Asia/Tokyo')).rejects.toMatchObject({ code: 'CONFLICT', message: 'staleSettings' })
    // The first save again, whose answer was lost, is no conflict.
    await save('Carla', 'UTC')
    expect(await db().user.findUniqueOrThrow({ where: { id: customer.userId } })).toMatchObject({
      name: 'Carla',
      timeZone: 'UTC',
    })
  })
})

describe('a number that a manager types', () => {
  it('for a turn that would end beyond the last date is refused when saved or previewed', async () => {
    const { ana, mia } = story.world
    const schedule = (length: number) => ({
      name: 'Long',
      timeZone: 'UTC',
      layers: [
        {
          id: 'l',
          start: '2026-01-05T00:00',
          rotation: { unit: 'week' as const, length },
          participants: [ana.userId],
          restrictions: [],
        },
      ],
    })
    const from = story.clock.now()
    const to = new Date(from.getTime() + 86_400_000)
    for (const length of [10_001, Number.MAX_SAFE_INTEGER]) {
      await expect(as(mia).oncall.saveSchedule(schedule(length))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
      await expect(as(mia).oncall.previewSchedule({ ...schedule(length), from, to })).rejects.toMatchObject({
        code: 'BAD_REQUEST',
      })
    }
    await as(mia).oncall.saveSchedule(schedule(10_000))
    expect(await as(mia).oncall.now()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ scheduleName: 'Long', person: { id: ana.userId, name: 'Ana' } }),
      ]),
    )
  })
})
