import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { Db } from '@/server/infra/db/db'
import { metrics } from '@/server/vocabulary/metric'
import { severities } from '@/server/vocabulary/severity'
import type { World } from './world'

/* Generated tickets and queries for the search: few words, so that queries find something and neighbours differ. */

const words = [
  'lost',
  'loss',
  'message',
  'messages',
  'recon',
  'reconnect',
  'connect',
  'ERR_TIMEOUT',
  'err-10008',
  '-10008',
  '10008',
  '1000',
  'v4.6.1',
  '4.6.12',
  '14.6.1',
  '4.6',
  '6.1',
  'SDK',
  'sdk4',
  '消息',
  '消息丢失',
  '丢失消息',
  '息丢',
  '丢',
  '进房失败',
  'ＳＤＫ进房',
  'メッセージ',
  'セージ',
  '지연',
  'ข้อความหาย',
  'café',
  'cafe\u0301',
  'co\u200boperate',
  'Voice',
  '语聊',
  'Token',
  'ACME-12',
  'ACME',
  'Acme',
  "it's",
  'a:b',
  'x"y',
  '𠮷野家',
  '①',
]
const joins = [' ', ' ', ' ', '', '.', '-', '_', '，', '\n']
const word = fc.constantFrom(...words)
const sentence = (min: number, max: number) =>
  fc
    .array(fc.tuple(word, fc.constantFrom(...joins)), { minLength: min, maxLength: max })
    .map((parts) => parts.flat().join(''))

const regions = ['', 'Hong Kong', 'indonesia', '上海', 'hong-kong']
const carriers = ['', 'Telkomsel', '中国移动']
const codes = ['-10008', '10008', 'ERR_TIMEOUT', 'err timeout', '403']
const versions = ['', '4.6.1', 'v4.6.12', '4.2.0-beta.3', 'latest', '5']
const products = [null, 'voice_call', 'video_call', 'real_time_messaging']
const scenarios = ['voice_chat_room', 'meeting', 'game_voice']
const platforms = ['android', 'ios', 'web']
const statuses = ['new', 'open', 'waiting_on_customer', 'on_hold', 'resolved', 'closed'] as const
const zones = ['UTC', 'Asia/Shanghai', 'America/New_York']

const ticket = fc.record({
  organisation: fc.nat(2),
  filer: fc.nat(3),
  subject: sentence(1, 5),
  product: fc.constantFrom(...products),
  scenario: fc.constantFrom(...scenarios),
  platforms: fc.subarray(platforms),
  sdkVersion: fc.constantFrom(...versions),
  region: fc.constantFrom(...regions),
  carrier: fc.constantFrom(...carriers),
  errorCodes: fc.subarray(codes, { maxLength: 2 }),
  channelId: fc.oneof(fc.constant(''), word),
  userIds: fc.oneof(fc.constant(''), word),
  severity: fc.constantFrom(...severities),
  status: fc.constantFrom(...statuses),
  assignee: fc.constantFrom(null, 'ana', 'bo'),
  hasTeam: fc.boolean(),
  hour: fc.nat(24 * 20),
  activity: fc.nat(30),
  publicActivity: fc.nat(30),
  breached: fc.subarray([...metrics], { maxLength: 2 }),
  messages: fc.array(
    fc.record({
      isInternal: fc.boolean(),
      body: fc.oneof({ weight: 4, arbitrary: sentence(0, 8) }, { weight: 1, arbitrary: fc.constant(null) }),
      files: fc.array(sentence(1, 2), { maxLength: 1 }),
      isErased: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
  tags: fc.subarray(['Launch', '消息'], { maxLength: 2 }),
  isWatched: fc.boolean(),
})

const piece: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('', '', '', '-'),
    fc.oneof(
      { weight: 6, arbitrary: word },
      { weight: 2, arbitrary: sentence(1, 3).map((text) => `"${text}"`) },
      { weight: 2, arbitrary: sentence(1, 3) },
      { weight: 1, arbitrary: fc.constantFrom('"', '""', ':', 'tag:', 'launch', '消', 'm', '4') },
      {
        weight: 6,
        arbitrary: fc.oneof(
          fc.subarray([...severities], { minLength: 1 }).map((some) => `severity:${some.join(',')}`),
          fc
            .constantFrom('new', 'open', 'waiting', 'hold', 'resolved', 'closed', 'unresolved')
            .map((value) => `status:${value}`),
          fc.constantFrom('acme', 'OTHER', 'THIRD', 'nobody').map((value) => `org:${value}`),
          fc.constantFrom('me', 'none', 'ana@test.example', 'BO@test.example').map((value) => `assignee:${value}`),
          fc.constantFrom('messaging', '"Real time"', 'none').map((value) => `team:${value}`),
          fc.constantFrom('me', 'carl@test.example', 'x@y').map((value) => `filer:${value}`),
          fc.constantFrom('voice_call', 'VIDEO_CALL,voice_call', 'x').map((value) => `product:${value}`),
          fc.constantFrom(...scenarios).map((value) => `scenario:${value}`),
          fc.constantFrom('ios', 'web,android').map((value) => `platform:${value}`),
          fc.constantFrom('launch', '消息,x').map((value) => `tag:${value}`),
          fc.constantFrom('hong-kong', '"Hong Kong"', '上海', 'x').map((value) => `region:${value}`),
          fc.constantFrom('telkomsel', '中国移动').map((value) => `carrier:${value}`),
          fc.constantFrom('10008', 'err-timeout', '"403, 10008"').map((value) => `error:${value}`),
          fc.constantFrom('>=4.6', '4.x', '<4.2.0', '*').map((value) => `sdk:${value}`),
          fc.constantFrom('yes', 'no', ...metrics).map((value) => `breached:${value}`),
          fc.constantFrom('2026-11-05', '2026-11-12', '2026-11-31').map((value) => `before:${value}`),
          fc.constantFrom('2026-11-05', '2026-11-12').map((value) => `after:${value}`),
        ),
      },
    ),
  )
  .map((parts) => parts.join(''))

export interface GeneratedQuery {
  text: string
  /** `staff`, a lead, who sees the organisation's tickets, or a customer, who sees those filed or watched. */
  reader: 'ana' | 'lead' | 'customer'
  timeZone: string
}

export const generatedQuery: fc.Arbitrary<GeneratedQuery> = fc.record({
  text: fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(' ')),
  reader: fc.constantFrom('ana', 'ana', 'lead', 'customer'),
  timeZone: fc.constantFrom(...zones),
})

/** Stores generated tickets with their events, files and clocks, as any writer of the database would. */
export async function storeTickets(db: Db, world: World, count: number, seed: number): Promise<void> {
  const third = await db.organisation.create({
    data: { key: 'THIRD', name: '第三 Games', createdAt: new Date('2026-10-01') },
  })
  const other = await db.organisation.findUniqueOrThrow({ where: { key: 'OTHER' } })
  const team = await db.team.create({ data: { name: 'Messaging', createdAt: new Date('2026-10-01') } })
  await db.tag.createMany({
    data: ['Launch', '消息'].map((name) => ({ name, key: name.toLowerCase(), createdAt: new Date('2026-10-01') })),
  })
  const policy = await db.slaPolicyVersion.findFirstOrThrow({ select: { id: true } })
  const organisations = [
    { id: world.organisationId, key: 'ACME' },
    { id: other.id, key: 'OTHER' },
    { id: third.id, key: 'THIRD' },
  ]
  const filers = [world.customer, world.lead, world.stranger, world.ana]
  const tickets = fc.sample(ticket, { numRuns: count, seed })
  const rows = tickets.map((one, at) => {
    const id = randomUUID()
    const organisation = organisations[one.organisation]!
    const createdAt = new Date(Date.parse('2026-11-01T00:00:00.000Z') + one.hour * 3_600_000)
    const later = (hours: number) => new Date(Date.parse('2026-11-20T00:00:00.000Z') + hours * 3_600_000)
    return {
      one,
      row: {
        id,
        organisationId: organisation.id,
        number: at + 1,
        reference: `${organisation.key}-${at + 1}`,
        filerId: filers[one.filer]!.userId,
        assigneeId: one.assignee && world[one.assignee].userId,
        subject: one.subject,
        product: one.product,
        scenario: one.scenario,
        platforms: one.platforms,
        sdkVersion: one.sdkVersion,
        region: one.region,
        carrier: one.carrier,
        errorCodes: one.errorCodes,
        channelId: one.channelId,
        userIds: one.userIds,
        tags: one.tags,
        severity: one.severity,
        status: one.status,
        policyVersionId: policy.id,
        teamId: one.hasTeam ? team.id : null,
        clientKey: id,
        createdAt,
        lastActivityAt: later(one.activity),
        publicActivityAt: later(one.publicActivity),
        lastEventAt: createdAt,
      },
      events: one.messages.map((message, seq) => ({ id: randomUUID(), message, seq: seq + 1 })),
    }
  })
  await db.ticket.createMany({ data: rows.map(({ row }) => row) })
  await db.ticketEvent.createMany({
    data: rows.flatMap(({ row, events }) =>
      events.map(({ id, message, seq }) => ({
        id,
        ticketId: row.id,
        chain: message.isInternal ? ('staff' as const) : ('public' as const),
        seq,
        at: row.createdAt,
        type: message.isInternal ? 'internal_note' : 'customer_reply',
        actorKind: 'staff',
        facts: {},
        previousHash: '',
        hash: '',
      })),
    ),
  })
  await db.eventContent.createMany({
    data: rows.flatMap(({ events }) =>
      events.flatMap(({ id, message }) =>
        message.body === null ? [] : [{ eventId: id, salt: new Uint8Array(1), body: message.body }],
      ),
    ),
  })
  await db.attachment.createMany({
    data: rows.flatMap(({ row, events }) =>
      events.flatMap(({ id, message }) =>
        message.files.map((fileName) => ({
          organisationId: row.organisationId,
          ticketId: row.id,
          eventId: id,
          uploaderId: world.ana.userId,
          fileName,
          contentType: 'text/plain',
          size: 1,
          sha256: '',
          staffOnly: message.isInternal,
          erasedAt: message.isErased ? row.createdAt : null,
          createdAt: row.createdAt,
        })),
      ),
    ),
  })
  await db.slaClock.createMany({
    data: rows.flatMap(({ one, row }) =>
      one.breached.map((metric) => ({
        ticketId: row.id,
        metric,
        ordinal: 1,
        severity: one.severity,
        startedAt: row.createdAt,
        state: 'ended' as const,
        outcome: 'late' as const,
        breachedAt: row.createdAt,
        elapsedMs: 0n,
        targetMs: 0n,
      })),
    ),
  })
  await db.watcher.createMany({
    data: rows.flatMap(({ one, row }) => (one.isWatched ? [{ ticketId: row.id, userId: world.customer.userId }] : [])),
  })
}
