import { asAdministrator } from '@/tests/support/world'
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listMails } from '@/server/insight/health/system'
import { readAtRisk, readBreaches, readSlaOverview } from '@/server/insight/overview/overview'
import { breachesSchema } from '@/server/insight/schema'
import { settleTicketClocks } from '@/server/tickets/clocks/clocks'
import { setSeverity } from '@/server/tickets/triage/triage'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
beforeEach(async () => {
  story = await openStory('off', '2026-11-01T10:00:00.000Z')
})
afterEach(() => story.close())

const idOf = async (reference: string) =>
  (await story.database.db.ticket.findUniqueOrThrow({ where: { reference } })).id
async function settleAt(at: string, references: string[]) {
  story.clock.set(at)
  for (const reference of references) await settleTicketClocks(story.ctx, await idOf(reference))
}
const breaches = (more: Record<string, unknown> = {}) =>
  readBreaches(story.ctx, story.world.mia, breachesSchema.parse({ days: 7, ...more }))

describe("the managers' numbers", () => {
  it('of a period are the sum of the days in its chart', async () => {
    const references = [await story.fileS1({ severity: 'S3' }), await story.fileS1({ severity: 'S4' })]
    await settleAt('2026-11-02T09:00:00.000Z', references)
    // In the window of 7 × 24 hours, and on none of the seven days of the chart.
    story.clock.set('2026-11-08T23:30:00.000Z')
    for (const days of [7, 30]) {
      const { total, days: drawn } = await readSlaOverview(story.ctx, story.world.mia, days)
      expect(drawn).toHaveLength(days)
      const sum = drawn.reduce((all, day) => ({ met: all.met + day.met, breached: all.breached + day.breached }), {
        met: 0,
        breached: 0,
      })
      expect({ met: total.met, breached: total.breached }).toEqual(sum)
    }
    expect((await readSlaOverview(story.ctx, story.world.mia, 30)).total.breached).toBeGreaterThan(0)
  })

  it('show a breach under the severity it had then, as the breakdown counts it', async () => {
    const reference = await story.fileS1()
    await settleAt('2026-11-01T10:16:00.000Z', [reference])
    await story.answer(reference, 'workaround')
    await setSeverity(story.ctx, story.world.ana, { reference, to: 'S4', reason: 'A workaround is in place.' })
    const { rows } = await breaches()
    const listed = rows.find((row) => row.metric === 'first_response')
    expect(listed?.severity).toBe('S1')
    const { cells } = await readSlaOverview(story.ctx, story.world.mia, 7)
    for (const severity of ['S1', 'S4'] as const)
      expect(rows.filter((row) => row.severity === severity)).toHaveLength(
        cells.filter((cell) => cell.severity === severity).reduce((sum, cell) => sum + cell.breached, 0),
      )
  })

  const atRisk = async () => {
    const { rows, total, tickets } = await readAtRisk(story.ctx, story.world.mia)
    expect((await readSlaOverview(story.ctx, story.world.mia, 7)).atRisk).toBe(total)
    expect(rows).toHaveLength(tickets)
    const clocks = rows.flatMap((row) => row.clocks)
    expect(clocks).toHaveLength(total)
    return clocks.map((clock) => clock.metric)
  }

  it('count as at risk what the list shows: clocks from 75 % on', async () => {
    const reference = await story.fileS1()
    await settleAt('2026-11-01T10:08:00.000Z', [reference])
    expect(await atRisk()).toEqual([])
    await settleAt('2026-11-01T10:12:00.000Z', [reference])
    expect(await atRisk()).toEqual(['first_response'])
  })

  it('show a ticket at risk once, with all of its clocks at risk', async () => {
    const [older, newer] = [await story.fileS1(), await story.fileS1()]
    await settleAt('2026-11-01T11:30:00.000Z', [older, newer])
    const { rows, total, tickets } = await readAtRisk(story.ctx, story.world.mia)
    expect(rows.map((row) => row.reference).toSorted()).toEqual([older, newer].toSorted())
    expect(tickets).toBe(2)
    expect(rows.flatMap((row) => row.clocks)).toHaveLength(total)
    for (const { clocks } of rows) {
      expect(clocks.map((clock) => clock.metric)).toEqual(expect.arrayContaining(['first_response', 'workaround']))
      expect(clocks.map((clock) => clock.dueAt.getTime())).toEqual(
        clocks.map((clock) => clock.dueAt.getTime()).toSorted((a, b) => a - b),
      )
    }
  })

  it("count a clock as at risk from its policy's last warning, if that is before 75 %", async () => {
    const { db } = story.database
    const [version] = await db.slaPolicyVersion.findMany({
      where: { policy: { plan: { key: 'ENTERPRISE' } } },
      take: 1,
    })
    const definition = JSON.parse(JSON.stringify(version!.definition), (key: string, value: unknown) =>
      key === 'warningPercents' ? [50, 70] : value,
    ) as object
    await db.slaPolicyVersion.update({ where: { id: version!.id }, data: { definition } })
    const reference = await story.fileS1()
    await settleAt('2026-11-01T10:08:00.000Z', [reference])
    expect(await atRisk()).toEqual([])
    await settleAt('2026-11-01T10:10:40.000Z', [reference])
    expect(await atRisk()).toEqual(['first_response'])
  })
})

describe('a long list', () => {
  it('of breaches, of tickets at risk or of mails has every entry on exactly one of its pages', async () => {
    const reference = await story.fileS1()
    const id = await idOf(reference)
    const { db } = story.database
    const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 10, minute % 7))
    await db.slaClock.createMany({
      data: Array.from({ length: 230 }, (_, index) => ({
        ticketId: id,
        metric: 'update' as const,
        ordinal: 100 + index,
        severity: 'S1',
        startedAt: at(0),
        endedAt: at(index),
        state: 'ended' as const,
        outcome: 'late' as const,
        breachedAt: at(index),
        elapsedMs: 1n,
        targetMs: 1n,
      })),
    })
    await db.mailMessage.createMany({
      data: Array.from({ length: 230 }, (_, index) => ({
        uniqueKey: `list:${index}`,
        template: 'contact-test',
        props: {},
        toAddress: 'list@test.example',
        locale: 'en',
        messageId: `<${index}@test>`,
        createdAt: at(index),
      })),
    })
    story.clock.set('2026-11-01T11:00:00.000Z')
    const collect = async <Row>(
      read: (after: string | null) => Promise<{ rows: Row[]; next: string | null }>,
      key: (row: Row) => string,
    ) => {
      const seen: string[] = []
      for (let after: string | null = null; ; ) {
        const page: { rows: Row[]; next: string | null } = await read(after)
        seen.push(...page.rows.map(key))
        if (page.next === null) return seen
        after = page.next
      }
    }
    const listed = await collect(
      (after) => breaches({ after }),
      (row) => `${row.metric} ${row.breachedAt.toISOString()}`,
    )
    expect(listed).toHaveLength(await db.slaClock.count({ where: { breachedAt: { not: null } } }))
    // Many tickets that are due in the same instant: the place between two pages lies among equals.
    const { impact: _impact, ...one } = await db.ticket.findUniqueOrThrow({ where: { id } })
    const copies = Array.from({ length: 130 }, (_, index) => ({
      ...one,
      id: randomUUID(),
      clientKey: randomUUID(),
      number: 1000 + index,
      reference: `MANY-${1000 + index}`,
    }))
    await db.ticket.createMany({ data: copies })
    await db.slaClock.createMany({
      data: copies.flatMap((copy) =>
        (['first_response', 'update'] as const).map((metric) => ({
          ticketId: copy.id,
          metric,
          ordinal: 0,
          severity: 'S1',
          startedAt: at(0),
          dueAt: at(3),
          state: 'breached' as const,
          outcome: 'open' as const,
          breachedAt: at(3),
          elapsedMs: 1n,
          targetMs: 1n,
        })),
      ),
    })
    const risky = await collect(
      (after) => readAtRisk(story.ctx, story.world.mia, after),
      (row) => row.reference,
    )
    expect(new Set(risky).size).toBe(risky.length)
    expect(risky.toSorted()).toEqual(copies.map((copy) => copy.reference).toSorted())
    const mails = await collect(
      (after) => listMails(story.ctx, asAdministrator(story.world.mia), null, after),
      (mail) => mail.id,
    )
    expect(new Set(mails).size).toBe(mails.length)
    expect(mails).toHaveLength(await db.mailMessage.count())
  })
})
