import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  diagnoseMachine,
  type Options,
  printDoctor,
  printDue,
  printTrace,
  readOptions,
} from '@/scripts/commands/operation'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
let lines: string[]
let complaints: string[]
const output = { print: (line: string) => lines.push(line), complain: (line: string) => complaints.push(line) }
const options = (more: Partial<Options> = {}): Options => ({ positionals: [], json: false, zone: 'UTC', ...more })

beforeEach(async () => {
  story = await openStory('off')
  lines = []
  complaints = []
})
afterEach(() => story.close())
const db = () => story.database.db

describe('nightdesk due', () => {
  it('lists every kind with the number of overdue items and since when, in the reader’s zone', async () => {
    await story.fileS1()
    const later = new Date(story.clock.now().getTime() + 60 * 60_000)
    expect(await printDue(db(), later, options({ zone: 'Asia/Shanghai' }), output)).toBe(0)
    expect(lines.find((line) => line.startsWith('pages'))).toMatch(/ 1 {2}oldest .* \+08:00, \d+ s late$/)
    expect(lines.find((line) => line.startsWith('replays'))).toMatch(/ 0$/)
  })

  it('prints the same as JSON, with the failing items', async () => {
    const at = story.clock.now()
    await db().failingItem.create({
      data: {
        kind: 'mails',
        itemId: 'm',
        failures: 7,
        firstAt: at,
        lastAt: at,
        nextAt: at,
        parkedAt: at,
        lastError: 'no',
      },
    })
    await printDue(db(), at, options({ json: true }), output)
    const said = JSON.parse(lines.join('\n')) as { due: { kind: string; due: number }[]; failing: unknown[] }
    expect(said.due).toContainEqual({ kind: 'mails', due: 0, oldestAt: null, lateMs: 0 })
    expect(said.failing).toEqual([expect.objectContaining({ kind: 'mails', itemId: 'm', failures: 7 })])
  })
})

describe('nightdesk trace', () => {
  const trace = async (wanted: string) => {
    lines = []
    expect(await printTrace(db(), options({ positionals: [wanted], json: true }), output)).toBe(0)
    return JSON.parse(lines.join('')) as {
      subject: { kind: string }
      entries: { at: string; source: string; what: string }[]
    }
  }

  it('prints the life of a ticket in chronological order: filed, clocks, page, notification, attempt', async () => {
    const reference = await story.fileS1()
    await story.settle()
    const { subject, entries } = await trace(reference)
    expect(subject.kind).toBe('ticket')
    expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).sort())
    const told = entries.map(({ source, what }) => `${source}: ${what}`)
    for (const part of [
      'event: filed',
      'page: opened at S1',
      'delivery: email planned',
      'attempt: email:',
      'next: due: pages',
    ])
      expect(
        told.some((line) => line.startsWith(part)),
        part,
      ).toBe(true)
    expect(JSON.stringify(entries)).not.toContain('Messages vanish')
  })

  it('finds a page by its id or that of one of its notifications, and a mail by its id', async () => {
    await story.fileS1()
    await story.settle()
    const delivery = await db().delivery.findFirstOrThrow()
    const mail = await db().mailMessage.create({
      data: {
        uniqueKey: 'one',
        template: 'sign-in-link',
        props: { url: 'https://desk.example.com/secret' },
        toAddress: 'ana@test.example',
        locale: 'en',
        messageId: '<one@test.example>',
        createdAt: story.clock.now(),
        nextAt: story.clock.now(),
      },
    })
    expect((await trace(delivery.pageId)).subject).toMatchObject({ kind: 'page', id: delivery.pageId })
    expect((await trace(delivery.id)).subject).toMatchObject({ kind: 'page', id: delivery.pageId })
    const { subject, entries } = await trace(mail.id)
    expect(subject).toMatchObject({ kind: 'mail' })
    expect(entries.map(({ what }) => what)).toEqual(['sign-in-link queued', 'due: mails'])
    expect(JSON.stringify(entries)).not.toContain('secret')
  })

  it('reports that nothing was found, and exits with 1', async () => {
    expect(await printTrace(db(), options({ positionals: ['ACME-404'] }), output)).toBe(1)
    expect(complaints.join()).toContain('ACME-404')
  })
})

describe('nightdesk doctor', () => {
  const diagnosis = async () => {
    lines = []
    const code = await printDoctor(
      { ...story.database, url: story.database.url },
      [],
      story.clock.now(),
      options({ json: true }),
      output,
    )
    const findings = JSON.parse(lines.join('')) as { name: string; state: string; found: string; todo: string }[]
    return { code, of: (name: string) => findings.find((one) => one.name === name) }
  }

  it('fails without a worker and says what to do, and passes once a worker has completed a sweep', async () => {
    const before = await diagnosis()
    expect(before.code).toBe(1)
    expect(before.of('worker')).toMatchObject({
      state: 'fail',
      todo: expect.stringContaining('Start the worker') as string,
    })
    expect(before.of('migrations')).toMatchObject({ state: 'ok', todo: '' })
    const at = story.clock.now()
    await db().workerHeartbeat.create({
      data: { workerId: 'one', startedAt: at, beatAt: at, counters: { queue_connected: 0 } },
    })
    const after = await diagnosis()
    expect(after.of('worker')).toMatchObject({ state: 'ok' })
    expect(after.of('queue')).toMatchObject({ state: 'warn' })
  })

  it('says when a newer release has migrated the database, and fails when a migration of this release has changed', async () => {
    const add = `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
                 values ('newer', 'x', '29991231000000_newer', now(), 1)`
    await db().$executeRawUnsafe(add)
    expect((await diagnosis()).of('migrations')).toMatchObject({
      state: 'warn',
      found: 'a newer release has applied 29991231000000_newer',
    })
    await db().$executeRawUnsafe(
      `update _prisma_migrations set checksum = 'other' where migration_name = '20261122000000_init'`,
    )
    const changed = await diagnosis()
    expect(changed.of('migrations')).toMatchObject({
      state: 'fail',
      todo: expect.stringContaining('Restore the files') as string,
    })
    expect(changed.of('worker')).toBeUndefined()
  })

  it('fails when a page is late, and warns of parked items and a failing channel', async () => {
    await story.fileS1()
    story.clock.advance(10 * 60_000)
    const at = story.clock.now()
    await db().channelState.create({ data: { channel: 'sms', failuresInRow: 3, failingSince: at, lastFailure: '503' } })
    await db().failingItem.create({
      data: {
        kind: 'mails',
        itemId: 'm',
        failures: 7,
        firstAt: at,
        lastAt: at,
        nextAt: at,
        parkedAt: at,
        lastError: 'no',
      },
    })
    const { of } = await diagnosis()
    expect(of('due work')).toMatchObject({ state: 'fail' })
    expect(of('channels')).toMatchObject({ state: 'warn' })
    expect(of('parked')).toMatchObject({ state: 'warn' })
  })

  it('reports an invalid variable and a missing folder', () => {
    const findings = diagnoseMachine({ ...process.env, PORT: 'eighty' }, '/nowhere/at/all')
    expect(findings.find(({ name }) => name === 'environment')).toMatchObject({ state: 'fail' })
    expect(findings.find(({ name }) => name === 'disk')).toMatchObject({ state: 'warn' })
  })
})

it.each([[['--zone', 'Mars/Olympus']], [['--until', 'now']], [['one', 'two']]])('refuses %j', (args) => {
  expect(readOptions(args, 1)).toEqual({ message: expect.stringContaining('usage') as string })
})
