import { asAdministrator } from '@/tests/support/world'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DomainError } from '@/server/infra/errors'
import { openTimeSource } from '@/server/infra/clock/time-source'
import { acceptDatabaseTime, readClockAlarms } from '@/server/insight/health/time'
import { openStory, type Story } from '@/tests/support/story'

const hourMs = 60 * 60_000
let story: Story
beforeAll(async () => {
  story = await openStory('off')
})
afterAll(() => story.close())

/** A process whose monotonic clock the test moves, and a database whose clock is ahead as the test says. */
function process() {
  const world = { monotonic: 0, wall: Date.now(), aheadMs: 0, silent: false }
  const startedAt = Date.now()
  const pool = {
    async query(text: string, values: unknown[]) {
      if (world.silent) throw new Error('no answer')
      const result = await story.database.pool.query(text, values)
      for (const row of result.rows as { databaseMs?: number }[])
        if (row.databaseMs !== undefined) row.databaseMs = startedAt + world.monotonic + world.aheadMs
      return result
    },
  } as unknown as Pick<pg.Pool, 'query'>
  const source = openTimeSource(pool, 'test', { monotonic: () => world.monotonic, wall: () => world.wall })
  return {
    world,
    source,
    /** Lets time pass with a measurement every ten seconds. */
    async seconds(count: number) {
      for (let passed = 0; passed < count; passed += 10) {
        world.monotonic += 10_000
        await source.measure()
      }
    },
    errorMs: () => source.now().getTime() - (startedAt + world.monotonic),
  }
}

const alarms = async () => (await readClockAlarms(story.ctx, asAdministrator(story.world.mia))).rows

describe('the time of a process', () => {
  beforeEach(() => story.database.db.clockAlarm.deleteMany())

  it("is the database's, and a wrong clock of its machine changes nothing", async () => {
    const { world, source, errorMs, seconds } = process()
    world.wall += 90 * 60_000
    await source.measure()
    expect(source.isTrusted()).toBe(true)
    world.wall -= 5 * hourMs
    await seconds(30)
    expect(errorMs()).toBe(0)
    expect(source.status()).toMatchObject({ trusted: true, reason: null })
  })

  it('is in doubt while the database is silent', async () => {
    const { world, source, seconds } = process()
    await source.measure()
    world.silent = true
    await seconds(60)
    expect(source.isTrusted()).toBe(true)
    await seconds(10)
    expect(source.status()).toMatchObject({ trusted: false, reason: 'silent' })
    world.silent = false
    await seconds(60)
    expect(source.isTrusted()).toBe(false)
    await seconds(10)
    expect(source.isTrusted()).toBe(true)
  })

  it("keeps the old time when the database's clock moves, records an alarm, and ends it when the clocks agree again", async () => {
    const { world, source, errorMs, seconds } = process()
    await source.measure()
    world.aheadMs = 90 * 60_000
    await seconds(20)
    expect(source.status()).toEqual({ trusted: false, reason: 'moved', movedMs: 90 * 60_000, measuredMsAgo: 0 })
    expect(errorMs()).toBe(0)
    expect(await alarms()).toMatchObject([{ movedMs: 90 * 60_000, endedAt: null }])
    world.aheadMs = 0
    await seconds(70)
    expect(source.isTrusted()).toBe(true)
    expect(await alarms()).toMatchObject([{ endedBy: 'agreed' }])
  })

  it('follows the new time once an administrator has accepted it, whom the alarm names', async () => {
    const one = process()
    await one.source.measure()
    one.world.aheadMs = 90 * 60_000
    await one.seconds(10)
    // A process that starts meanwhile doubts as well, and keeps to the time that its machine knows.
    const other = process()
    other.world.aheadMs = 90 * 60_000
    await other.source.measure()
    expect(other.source.isTrusted()).toBe(false)
    expect(other.errorMs()).toBe(0)

    expect(await acceptDatabaseTime(story.ctx, asAdministrator(story.world.mia))).toEqual({ accepted: 1 })
    await one.seconds(10)
    await other.seconds(10)
    for (const { source, errorMs } of [one, other]) {
      expect(source.isTrusted()).toBe(true)
      expect(errorMs()).toBe(90 * 60_000)
    }
    expect(await alarms()).toMatchObject([{ endedBy: 'accepted', acceptedBy: 'Mia' }])
    const again = await acceptDatabaseTime(story.ctx, asAdministrator(story.world.mia)).catch((error: unknown) => error)
    expect((again as DomainError).reason).toBe('noClockAlarm')
  })
})

describe('while the time is in doubt', () => {
  it('a new page sends its first step, no warning, breach or later step is decided, and nothing is lost', async () => {
    let isTrusted = false
    const before = story.ctx.isTimeTrusted
    story.ctx.isTimeTrusted = () => isTrusted
    const reference = await story.fileS1()
    await story.settle()
    const { ana, bo } = story.world
    const mailed = (person: { email: string }) => story.mailsTo(person).filter((subject) => subject.includes(reference))
    expect(mailed(ana)).toHaveLength(1)
    story.clock.advance(16 * 60_000)
    await story.settle()
    expect(mailed(bo)).toHaveLength(0)
    expect(await story.database.db.slaBreach.count()).toBe(0)
    isTrusted = true
    await story.settle()
    expect(mailed(bo).length).toBeGreaterThan(0)
    const clock = await story.database.db.slaClock.findFirstOrThrow({
      where: { ticket: { reference }, metric: 'first_response' },
      select: { startedAt: true, breachedAt: true },
    })
    expect(clock.breachedAt!.getTime() - clock.startedAt.getTime()).toBe(15 * 60_000)
    story.ctx.isTimeTrusted = before
  })
})
