import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { escalationDefinition } from '@/server/paging/schema'
import { readCoverage } from '@/server/paging/coverage/coverage'
import { eventFacts } from '@/server/tickets/events/schema'
import { fileTicket } from '@/server/tickets/filing/filing'
import { fileTicketSchema, type PromisePreview } from '@/server/tickets/filing/schema'
import { previewPromise, readTicket } from '@/server/tickets/reading/ticket'
import { exportTicket } from '@/server/tickets/record/export'
import { ticketExport } from '@/server/tickets/record/schema'
import { verifyExport } from '@/server/tickets/record/verify.rules'
import { dryRunRouting } from '@/server/tickets/routing/dry-run'
import { readRouting, saveRouting } from '@/server/tickets/routing/routing'
import { dryRunSchema, type Routing, saveRoutingSchema } from '@/server/tickets/routing/schema'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
let media: string
let night: string
const db = () => story.database.db

beforeAll(async () => {
  story = await openStory('off')
  const { now } = story.ctx
  const { bo, projectId } = story.world
  media = (await db().team.create({ data: { name: 'Media', createdAt: now() } })).id
  const apps = await db().team.create({ data: { name: 'Apps', createdAt: now() } })
  await db().project.update({ where: { id: projectId }, data: { teamId: apps.id } })
  const definition = {
    steps: [{ delayMinutes: 5, targets: [{ type: 'engineer', id: bo.userId }] }],
    repeats: 1,
    persistEveryMinutes: 5,
  }
  night = (
    await db().escalationPolicy.create({
      data: {
        name: 'Night watch',
        definition: escalationDefinition.parse(definition),
        createdAt: now(),
        updatedAt: now(),
      },
    })
  ).id
})
afterAll(() => story.close())

type Given = Record<string, unknown>
const rule = (name: string, when: Given, then: Given = {}) => ({
  id: randomUUID(),
  name,
  when,
  then: { team: 'none', policyId: null, ...then },
})
const projectTeam = { team: 'project', policyId: null }
/** Saves rules as Mia, on what is in force unless a test says otherwise. */
const save = async (rules: Given[], otherwise: Given = projectTeam, basedOn?: string, actor = story.world.mia) =>
  saveRouting(
    story.ctx,
    actor,
    saveRoutingSchema.parse({ rules, otherwise, basedOn: basedOn ?? (await read()).revision }),
  )
const read = () => readRouting(story.ctx, story.world.mia)
const seenBy = (viewer: Story['world']['ana'], reference: string) => readTicket(story.ctx, viewer, reference)
const ticketOf = async (reference: string) => seenBy(story.world.ana, reference)
const rowOf = (reference: string) => db().ticket.findUniqueOrThrow({ where: { reference } })
const routedOf = async (reference: string) => {
  const event = await db().ticketEvent.findFirst({ where: { ticket: { reference }, type: 'routed' } })
  return event && { ...event, facts: eventFacts.routed.parse(event.facts) }
}
const file = (more: Given = {}) => story.fileS1({ severity: 'S3', ...more })

describe('without routing rules', () => {
  it('a ticket has the team of its project, no tags, and a record that begins as ever', async () => {
    const reference = await file()
    const ticket = await ticketOf(reference)
    expect(ticket.team?.name).toBe('Apps')
    expect(ticket.tags).toEqual([])
    expect(await routedOf(reference)).toBeNull()
    expect(await rowOf(reference)).toMatchObject({ staffSeq: 0, routedPolicyId: null })
    expect(await read()).toMatchObject({ version: 0, saved: null, rules: [], otherwise: projectTeam })
  })
})

describe('a routing rule', () => {
  it('gives a new ticket team, tags and policy, and the record says so to staff', async () => {
    const before = await file()
    await save([rule('Black screens', { words: ['黑屏'] }, { team: media, tags: ['Video'], policyId: night })])
    const reference = await file({ body: '加入频道后黑屏' })
    const ticket = await ticketOf(reference)
    expect(ticket).toMatchObject({ team: { name: 'Media' }, tags: ['Video'] })
    expect(await rowOf(reference)).toMatchObject({ routedPolicyId: night, staffSeq: 1 })
    const event = await routedOf(reference)
    expect(event).toMatchObject({ chain: 'staff', seq: 1, actorKind: 'system' })
    expect(event?.facts).toMatchObject({
      rule: 'Black screens',
      team: 'Media',
      policy: 'Night watch',
      tags: ['Video'],
    })
    expect(ticket.timeline).toContainEqual(expect.objectContaining({ type: 'routed', chain: 'staff' }))
    expect((await ticketOf(before)).team?.name).toBe('Apps')
    expect(await routedOf(before)).toBeNull()
  })

  it('that does not apply leaves the ticket to the default, and the record says so', async () => {
    const reference = await file({ body: 'No sound' })
    expect((await ticketOf(reference)).team?.name).toBe('Apps')
    expect((await routedOf(reference))?.facts).toMatchObject({ rule: null, ruleId: null, team: 'Apps', policy: null })
  })

  it('is never seen by the customer: not on the ticket, and not in the exported record', async () => {
    const reference = await file({ body: '黑屏' })
    const seen = await seenBy(story.world.customer, reference)
    expect(seen.timeline.map((item) => (item.kind === 'event' ? item.type : item.kind))).toEqual(['filed'])
    const record = await exportTicket(story.ctx, story.world.customer, reference, false)
    for (const text of [JSON.stringify(seen), JSON.stringify(record)])
      expect(text).not.toMatch(/Black screens|Media|Video|Night watch/)
  })

  it('keeps both chains of the record valid', async () => {
    const reference = await file({ body: '黑屏' })
    await story.answer(reference, 'update')
    const record = await exportTicket(story.ctx, story.world.mia, reference, true)
    expect(record.staff?.events.map(({ type }) => type)).toEqual(['routed', 'assigned'])
    const read = ticketExport.parse(JSON.parse(JSON.stringify(record)))
    expect(verifyExport(read, null)).toMatchObject({ chain: 'intact', clocks: 'equal', differences: [] })
  })

  it('decides by plan, language and severity of the filing', async () => {
    const plan = await db().plan.findUniqueOrThrow({ where: { key: 'ENTERPRISE' } })
    await save([
      rule('Chinese', { languages: ['zh-CN'] }, { tags: ['zh'] }),
      rule('Enterprise S2', { planIds: [plan.id], severities: ['S2'] }, { tags: ['ent'] }),
    ])
    expect((await ticketOf(await file())).tags).toEqual([])
    expect((await ticketOf(await file({ severity: 'S2' }))).tags).toEqual(['ent'])
    const { reference } = await fileTicket(
      story.ctx,
      { ...story.world.customer, locale: 'zh-CN' },
      fileTicketSchema.parse({
        clientKey: randomUUID(),
        projectId: story.world.projectId,
        scenario: 'meeting',
        severity: 'S2',
        body: '没有声音',
      }),
    )
    expect((await ticketOf(reference)).tags).toEqual(['zh'])
  })

  it('uses one spelling of a tag, and makes it known', async () => {
    await save([rule('All', {}, { tags: ['VIDEO', 'video', 'brand new'] })])
    expect((await ticketOf(await file())).tags).toEqual(['Video', 'brand new'])
    expect(await db().tag.count({ where: { key: 'brand new' } })).toBe(1)
  })

  it('is skipped while its policy cannot be found, and the next one applies', async () => {
    const policy = await db().escalationPolicy.create({
      data: { name: 'Gone soon', definition: {}, createdAt: story.ctx.now(), updatedAt: story.ctx.now() },
    })
    await save([rule('Broken', {}, { policyId: policy.id, tags: ['broken'] }), rule('Whole', {}, { tags: ['whole'] })])
    await db().escalationPolicy.delete({ where: { id: policy.id } })
    expect((await ticketOf(await file())).tags).toEqual(['whole'])
  })

  it('names an archived organisation: it stays, the others can be changed, and no rule may name it anew', async () => {
    const late = await db().organisation.create({
      data: { key: 'LATE', name: 'Late', createdAt: story.ctx.now(), planId: null },
    })
    const other = rule('Late', { organisationIds: [late.id] })
    await save([other])
    await db().organisation.update({ where: { id: late.id }, data: { archivedAt: story.ctx.now() } })
    await save([other, rule('New', {})])
    expect((await read()).organisations).toContainEqual(expect.objectContaining({ id: late.id, isArchived: true }))
    await save([])
    await expect(save([rule('Again', { organisationIds: [late.id] })])).rejects.toMatchObject({
      reason: 'unknownOrganisation',
    })
  })
})

describe('saving routing rules', () => {
  it('on an older list is refused, and the newer one stays', async () => {
    const { revision } = await read()
    await save([rule('Mine', {})], projectTeam, revision)
    await expect(save([rule('Theirs', {})], projectTeam, revision)).rejects.toMatchObject({ reason: 'staleSettings' })
    expect((await read()).rules.map(({ name }) => name)).toEqual(['Mine'])
  })

  it('by two people at the same time saves one list and refuses the other', async () => {
    const { revision, version } = await read()
    const both = await Promise.allSettled(['One', 'Two'].map((name) => save([rule(name, {})], projectTeam, revision)))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await read()).version).toBe(version + 1)
  })

  it('a second time after a lost answer makes no new version', async () => {
    const { revision } = await read()
    const rules = [rule('Once', {})]
    const first = await save(rules, projectTeam, revision)
    expect(await save(rules, projectTeam, revision)).toEqual(first)
  })

  it('writes an audit entry with the names of what changed', async () => {
    const one = rule('One', {})
    await save([one])
    const { version } = await save([{ ...one, name: 'First' }, rule('Second', {})])
    const entry = await db().auditEntry.findFirstOrThrow({
      where: { action: 'routing.saved', subjectId: String(version) },
    })
    expect(entry).toMatchObject({
      actorId: story.world.mia.userId,
      facts: { rules: 2, added: ['Second'], changed: ['First'], removed: [], reordered: false },
    })
  })

  it.each([
    ['a team', { then: { team: randomUUID() } }, 'unknownTeam'],
    ['a policy', { then: { policyId: randomUUID() } }, 'unknownPolicy'],
    ['an organisation', { when: { organisationIds: [randomUUID()] } }, 'unknownOrganisation'],
    ['a plan', { when: { planIds: [randomUUID()] } }, 'unknownPlan'],
  ] as [string, { when?: Given; then?: Given }, string][])(
    'is refused with %s that does not exist',
    async (_, { when = {}, then = {} }, reason) => {
      await expect(save([rule('Wrong', when, then)])).rejects.toMatchObject({ reason })
    },
  )

  it('lets a policy count as used at every severity while a rule or an unfinished ticket names it', async () => {
    const usedAt = async () =>
      (await readCoverage(story.ctx, story.world.mia)).policies.find(({ policyId }) => policyId === night)?.usedAt
    await db().ticket.updateMany({ where: { routedPolicyId: night }, data: { status: 'closed' } })
    await save([])
    expect(await usedAt()).toEqual([])
    await save([rule('Night', {}, { policyId: night })])
    expect(await usedAt()).toEqual(['S1', 'S2', 'S3', 'S4'])
    const reference = await file()
    await save([])
    expect(await usedAt()).toEqual(['S1', 'S2', 'S3', 'S4'])
    await db().ticket.update({ where: { reference }, data: { status: 'closed' } })
    await save([rule('Nothing', {})])
    expect(await usedAt()).toEqual([])
  })
})

describe('the filing form', () => {
  it('names who would be called by the rules, and nobody while that depends on the text', async () => {
    const shown = ({ isOpen, onCall }: PromisePreview) => (isOpen ? 'by the text' : (onCall?.name ?? null))
    const preview = async () =>
      shown(
        await previewPromise(story.ctx, story.world.customer, {
          projectId: story.world.projectId,
          severity: 'S1',
          product: null,
          scenario: 'meeting',
          region: '',
        }),
      )
    await save([])
    expect(await preview()).toBe('Ana')
    await save([rule('Meetings', { scenarios: ['meeting'] }, { policyId: night })])
    expect(await preview()).toBeNull()
    await save([rule('Words', { words: ['黑屏'] }, { policyId: night })])
    expect(await preview()).toBe('by the text')
    await save([rule('Other', { scenarios: ['game_voice'], words: ['黑屏'] }, { policyId: night })])
    expect(await preview()).toBe('Ana')
  })
})

describe('a dry run', () => {
  const run = async (rules: Given[], otherwise: Given = projectTeam, after: unknown = null) =>
    dryRunRouting(
      story.ctx,
      story.world.mia,
      dryRunSchema.parse({ rules, otherwise, after, basedOn: (await read()).revision }),
    )
  const whole = async (rules: Given[], otherwise?: Given) => {
    let after: unknown = null
    const counts = new Map<string | null, number>()
    let changed = 0
    const tickets: Awaited<ReturnType<typeof run>>['tickets'] = []
    do {
      const batch = await run(rules, otherwise, after)
      for (const { ruleId, count } of batch.counts) counts.set(ruleId, (counts.get(ruleId) ?? 0) + count)
      changed += batch.changed
      tickets.push(...batch.tickets)
      after = batch.next
    } while (after)
    return { counts, changed, tickets }
  }

  it('says per rule how many tickets of the last 30 days it would take, and changes nothing', async () => {
    await save([])
    const all = await db().ticket.count()
    const black = await db().eventContent.count({ where: { body: { contains: '黑屏' }, event: { seq: 1 } } })
    const words = rule('Words', { words: ['黑屏'] }, { team: media })
    const { counts } = await whole([words])
    expect(counts.get(words.id)).toBe(black)
    expect(counts.get(null)).toBe(all - black)
    expect((await read()).rules).toEqual([])
  })

  it('names the tickets that would differ, with what they get now and would get', async () => {
    const reference = await file({ body: 'echo echo', severity: 'S2' })
    const words = rule('Echo', { words: ['echo'] }, { team: media, tags: ['Audio'], policyId: night })
    const { tickets, changed } = await whole([words])
    expect(changed).toBe(1)
    expect(tickets).toEqual([
      expect.objectContaining({
        reference,
        ruleId: words.id,
        severity: 'S2',
        before: { team: 'Apps', policy: 'Default', tags: [] },
        after: { team: 'Media', policy: 'Night watch', tags: ['Audio'] },
      }),
    ])
  })

  it('finds no difference in rules that give the same', async () => {
    expect((await whole([rule('Same', {}, projectTeam)])).changed).toBe(0)
  })

  it('goes by the severity at filing, and leaves out what is older than 30 days', async () => {
    const reference = await file({ severity: 'S4', body: 'old one' })
    const old = rule('S4', { severities: ['S4'], words: ['"old one"'] }, { tags: ['low'] })
    await db().ticket.update({ where: { reference }, data: { severity: 'S1' } })
    expect((await whole([old])).counts.get(old.id)).toBe(1)
    const long = new Date(story.ctx.now().getTime() - 31 * 24 * 60 * 60_000)
    await db().ticket.update({ where: { reference }, data: { createdAt: long } })
    expect((await whole([old])).counts.get(old.id)).toBeUndefined()
  })

  it('takes what was erased for empty', async () => {
    const reference = await file({ body: 'secret words' })
    await db().eventContent.deleteMany({ where: { event: { ticket: { reference } } } })
    await db().ticket.update({ where: { reference }, data: { subject: '' } })
    const words = rule('Words', { words: ['secret'] }, { team: media })
    expect((await whole([words])).counts.get(words.id)).toBeUndefined()
  })

  it('is refused when somebody else saved the rules meanwhile', async () => {
    const { revision } = await read()
    await save([rule('Meanwhile', {})])
    const input = dryRunSchema.parse({ rules: [], otherwise: projectTeam, basedOn: revision })
    await expect(dryRunRouting(story.ctx, story.world.mia, input)).rejects.toMatchObject({ reason: 'staleSettings' })
    await save([])
  })

  it('counts every ticket once, however many batches there are', async () => {
    const { id, ...ticket } = await db().ticket.findFirstOrThrow({ where: { severity: 'S3' } })
    const event = await db().ticketEvent.findFirstOrThrow({ where: { ticketId: id, chain: 'public', seq: 1 } })
    const numbers = Array.from({ length: 1_100 }, (_, index) => 10_000 + index)
    const copies = numbers.map((number) => ({
      ...ticket,
      id: randomUUID(),
      impact: undefined,
      number,
      reference: `ACME-${String(number)}`,
      clientKey: randomUUID(),
    }))
    await db().ticket.createMany({ data: copies })
    await db().ticketEvent.createMany({
      data: copies.map((copy) => ({ ...event, id: randomUUID(), ticketId: copy.id, facts: event.facts as object })),
    })
    const since = new Date(story.ctx.now().getTime() - 30 * 24 * 60 * 60_000)
    const everything = rule('All', {}, { tags: ['all'] })
    const { counts, changed } = await whole([everything])
    const expected = await db().ticket.count({ where: { createdAt: { gte: since } } })
    expect(counts.get(everything.id)).toBe(expected)
    expect(changed).toBe(expected)
    expect((await run([everything])).tickets).toHaveLength(100)
  })
})

describe('stored rules that cannot be read', () => {
  it('do not prevent a filing: the project’s team gets the ticket', async () => {
    const { version } = await save([rule('Readable', {}, { team: media })])
    const definition = { rules: 'nonsense' } as unknown as Routing
    await db().routingVersion.create({
      data: {
        version: version + 1,
        definition: definition as object,
        savedById: story.world.mia.userId,
        savedAt: story.ctx.now(),
      },
    })
    expect((await ticketOf(await file())).team?.name).toBe('Apps')
  })

  it('end no other rule: one that another release wrote is left out', async () => {
    const { version } = await save([rule('Readable', {}, { team: media })])
    const { rules, otherwise } = await readRouting(story.ctx, story.world.mia)
    const foreign = { ...rules[0]!, id: randomUUID(), when: { ...rules[0]!.when, products: ['of a later release'] } }
    await db().routingVersion.create({
      data: {
        version: version + 1,
        definition: { rules: [foreign, ...rules], otherwise } as object,
        savedById: story.world.mia.userId,
        savedAt: story.ctx.now(),
      },
    })
    expect((await ticketOf(await file())).team?.id).toBe(media)
  })
})
