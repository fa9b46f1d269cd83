import { afterEach, describe, expect, it } from 'vitest'
import { askSwap, decideSwap } from '@/server/oncall/swap/swaps'
import { addOverride, removeOverride, saveSchedule } from '@/server/oncall/schedule/schedules'
import { acknowledgePage, pageOfTicket } from '@/server/paging/page/pages'
import type { Viewer } from '@/server/accounts/schema'
import { countHandoffs, readBrief, readHandoffs, readNextHandoff } from '@/server/handoff/reading'
import { acceptHandoff, handOverTicket, keepEntry, saveEntry } from '@/server/handoff/briefs'
import { handOffShift } from '@/server/handoff/watch'
import { readTicket } from '@/server/tickets/reading/ticket'
import { assignTicket, setSeverity } from '@/server/tickets/triage/triage'
import { callSchedules } from '@/tests/support/on-call'
import { openStory, type Story } from '@/tests/support/story'

let story: Story
afterEach(() => story.close())

const on20November = (time: string) => new Date(`2026-11-20T${time}:00.000Z`)
const db = () => story.database.db
const briefs = () => db().handoffBrief.findMany({ orderBy: { endsAt: 'asc' }, include: { entries: true } })
const words = { known: 'A bad build of the gateway', tried: 'Rolled back one node', promised: 'News by nine', note: '' }

/** Ana and Bo take turns by day at 20:00; it is 19:15 and Ana is on call. She takes what is filed. */
async function open(queue: 'on' | 'off' = 'off') {
  story = await openStory(queue, '2026-11-20T19:15:00.000Z')
  const { ana, bo, mia, scheduleId } = story.world
  await saveSchedule(story.ctx, mia, {
    id: scheduleId,
    name: 'Night',
    timeZone: 'UTC',
    layers: [
      {
        id: 'l',
        start: '2026-11-19T20:00',
        end: null,
        rotation: { unit: 'day', length: 1 },
        participants: [ana.userId, bo.userId],
        restrictions: [],
      },
    ],
  })
  await story.settle()
  return story.world
}
const otherSchedules = async (id: string) =>
  (await db().schedule.findMany({ where: { id: { not: id } } })).map((schedule) => schedule.id)
async function take(severity: 'S1' | 'S3', by: Viewer = story.world.ana): Promise<string> {
  const reference = await story.fileS1({ severity })
  await assignTicket(story.ctx, by, { reference, assigneeId: by.userId })
  const ticket = await db().ticket.findUniqueOrThrow({ where: { reference } })
  const page = await db().page.findFirst({ where: { ticketId: ticket.id } })
  if (page) await acknowledgePage(story.ctx, by, { pageId: page.id, via: 'desk' })
  return reference
}
const assignee = async (reference: string) => (await readTicket(story.ctx, story.world.ana, reference)).assignee?.name
async function write(reference: string, more: Partial<typeof words> = {}) {
  const [brief] = await briefs()
  const view = await readBrief(story.ctx, story.world.ana, brief!.id)
  const entry = view.entries.find((one) => one.reference === reference)!
  await saveEntry(story.ctx, story.world.ana, {
    id: brief!.id,
    reference,
    revision: entry.revision,
    ...words,
    ...more,
  })
}

describe.each(['off', 'on'] as const)('a shift change, queue %s', (queue) => {
  it('opens a draft, saves its text, hands over at the end and is accepted as a whole', async () => {
    const { ana, bo } = await open(queue)
    const urgent = await take('S1')
    const small = await take('S3')
    await story.answer(small, 'diagnosis', { body: 'The token expires too early.' })
    await story.advance(on20November('19:29'))
    expect(await briefs()).toEqual([])
    expect((await readNextHandoff(story.ctx, story.world.mia)).next).toMatchObject({
      at: on20November('20:00'),
      outgoing: 'Ana',
      incoming: 'Bo',
      tickets: 2,
      briefId: null,
    })
    await story.advance(on20November('19:30'))
    const [draft] = await briefs()
    expect(draft).toMatchObject({ state: 'draft', endsAt: on20November('20:00') })
    expect(story.mailsTo(ana).at(-1)).toContain('2 tickets to hand over')
    expect(await countHandoffs(story.ctx, ana)).toBe(1)
    // The record has filled in what it knows.
    const view = await readBrief(story.ctx, ana, draft!.id)
    expect(view.entries.map(({ reference, known }) => [reference, known])).toEqual([
      [urgent, 'Customer: Messages vanish'],
      [small, expect.stringMatching(/^Diagnosis: The token expires too early\.\n\nCustomer: /)],
    ])
    await expect(acceptHandoff(story.ctx, bo, { id: draft!.id })).rejects.toMatchObject({ reason: 'handoffNotYet' })
    await write(urgent)
    await story.advance(on20November('20:00'))
    expect(story.mailsTo(bo).at(-1)).toBe('Ana hands over 2 tickets to you')
    const mail = story.smtp.to(bo.email).at(-1)!.mail.text!
    expect(mail).toContain(words.known)
    expect(await assignee(urgent)).toBe('Ana')
    expect((await readHandoffs(story.ctx, bo)).toAccept).toMatchObject([{ id: draft!.id, outstanding: 2, urgent: 1 }])

    expect(await acceptHandoff(story.ctx, bo, { id: draft!.id })).toEqual({ accepted: [urgent, small] })
    expect([await assignee(urgent), await assignee(small)]).toEqual(['Bo', 'Bo'])
    const ticket = await db().ticket.findUniqueOrThrow({ where: { reference: urgent } })
    expect(await pageOfTicket(db(), ticket.id)).toMatchObject({ state: 'acknowledged', acknowledgedBy: { name: 'Bo' } })
    const { timeline } = await readTicket(story.ctx, bo, urgent)
    const handed = timeline.find((item) => item.kind === 'event' && item.type === 'handed_over')
    expect(handed).toMatchObject({ chain: 'staff', actor: { name: 'Bo' }, facts: { from: 'Ana' } })
    expect(handed).toHaveProperty('body', expect.stringContaining(words.tried))
    expect((await readBrief(story.ctx, bo, draft!.id)).state).toBe('done')
    expect(await acceptHandoff(story.ctx, bo, { id: draft!.id })).toEqual({ accepted: [] })
    expect(await countHandoffs(story.ctx, bo)).toBe(0)
  })
})

describe('a shift change', () => {
  it('hands over no S1 with an empty field, but anybody may take it', async () => {
    const { ana, bo } = await open()
    const urgent = await take('S1')
    await story.answer(urgent, 'update')
    const small = await take('S3')
    await story.advance(on20November('20:00'))
    const [brief] = await briefs()
    expect(story.mailsTo(ana).at(-1)).toContain('Your brief is not complete')
    await expect(acceptHandoff(story.ctx, bo, { id: brief!.id })).rejects.toMatchObject({
      reason: 'handoffNeedsWords',
      values: { reference: urgent },
    })
    // The others do not wait for it.
    expect(await acceptHandoff(story.ctx, bo, { id: brief!.id, references: [small] })).toEqual({ accepted: [small] })
    await write(urgent, { tried: 'Nothing yet' })
    expect(await acceptHandoff(story.ctx, bo, { id: brief!.id })).toEqual({ accepted: [urgent] })
    await expect(write(urgent)).rejects.toMatchObject({ reason: 'handoffTaken' })
  })

  it('refuses a stale form, and lets a less severe ticket stay', async () => {
    const { ana } = await open()
    const urgent = await take('S1')
    await story.answer(urgent, 'update')
    const small = await take('S3')
    await story.advance(on20November('19:30'))
    const [draft] = await briefs()
    await write(small)
    await expect(
      saveEntry(story.ctx, ana, { id: draft!.id, reference: small, revision: 0, ...words }),
    ).rejects.toMatchObject({ reason: 'staleHandoff' })
    await expect(keepEntry(story.ctx, ana, { id: draft!.id, reference: urgent, keep: true })).rejects.toMatchObject({
      reason: 'handoffKeepsGrave',
    })
    await keepEntry(story.ctx, ana, { id: draft!.id, reference: small, keep: true })
    // What came after the draft was opened is in it too.
    const late = await take('S3')
    await write(late, { known: 'It came late' })
    const later = await take('S3')
    await story.advance(on20November('20:00'))
    const { entries } = await readBrief(story.ctx, ana, draft!.id)
    expect(
      entries
        .filter(({ outstanding }) => outstanding)
        .map(({ reference }) => reference)
        .sort(),
    ).toEqual([urgent, late, later].sort())
  })

  it('creates one brief however many workers look, and none without tickets or when the same person continues', async () => {
    const { ana, bo, mia } = await open()
    await take('S3')
    story.clock.set(on20November('20:00'))
    await Promise.all([1, 2, 3].map(() => handOffShift(story.ctx, story.world.scheduleId)))
    await story.settle()
    await handOffShift(story.ctx, story.world.scheduleId)
    expect(await briefs()).toHaveLength(1)
    expect(story.mailsTo(bo).filter((subject) => subject.includes('hands over'))).toHaveLength(1)
    // Bo has nothing to hand over a day later; then he has, but goes on by another schedule.
    await story.advance('2026-11-21T20:00:00.000Z')
    expect(await briefs()).toHaveLength(1)
    await take('S3', bo)
    const second = await saveSchedule(story.ctx, mia, {
      name: 'Second line',
      timeZone: 'UTC',
      layers: [
        {
          id: 's',
          start: '2026-11-01T00:00',
          end: null,
          rotation: { unit: 'week', length: 1 },
          participants: [bo.userId],
          restrictions: [],
        },
      ],
    })
    await callSchedules(story, [second.id])
    await story.advance('2026-11-23T20:30:00.000Z')
    expect((await briefs()).filter(({ outgoingId }) => outgoingId === bo.userId)).toEqual([])
    expect((await briefs()).filter(({ outgoingId }) => outgoingId === ana.userId).length).toBeGreaterThan(0)
  })

  it('moves its brief, with its text, by an override, a swap and their removal', async () => {
    const { ana, bo, scheduleId } = await open()
    const small = await take('S3')
    await story.advance(on20November('19:30'))
    await write(small)
    // Ana stays two hours longer.
    const { id } = await addOverride(story.ctx, ana, {
      scheduleId,
      personId: ana.userId,
      startsAt: on20November('20:00'),
      endsAt: on20November('22:00'),
    })
    await story.settle()
    expect(await briefs()).toMatchObject([{ state: 'draft', endsAt: on20November('22:00') }])
    await removeOverride(story.ctx, ana, id)
    await story.settle()
    expect(await briefs()).toMatchObject([{ state: 'draft', endsAt: on20November('20:00') }])
    expect(story.mailsTo(ana).filter((subject) => subject.startsWith('Your shift ends'))).toHaveLength(1)
    // Bo takes the rest of her shift: it ends now.
    const given = { startsAt: on20November('19:45'), endsAt: on20November('20:00') }
    const swap = await askSwap(story.ctx, ana, { scheduleId, askedId: bo.userId, given, note: '' })
    await decideSwap(story.ctx, bo, { id: swap.id, decision: 'accepted' })
    await story.advance(on20November('19:45'))
    expect(await briefs()).toMatchObject([
      { state: 'handed', endsAt: on20November('19:45'), entries: [{ known: words.known, state: 'open' }] },
    ])
    await story.advance(on20November('20:30'))
    expect(await briefs()).toHaveLength(1)
  })

  it('during an outage is handed over late, once, to whoever is on call by then', async () => {
    const { ana, bo } = await open()
    await take('S3')
    // Ana is on again from the 21st to the 22nd: two ends of hers were missed.
    story.clock.set('2026-11-22T21:00:00.000Z')
    await handOffShift(story.ctx, story.world.scheduleId)
    await story.settle()
    expect(await briefs()).toMatchObject([
      { state: 'handed', endsAt: new Date('2026-11-22T20:00:00.000Z'), outgoingId: ana.userId, incomingId: bo.userId },
    ])
    expect(story.mailsTo(bo).filter((subject) => subject.includes('hands over'))).toHaveLength(1)
  })

  it('during an outage hands nothing over when its engineer is on call again', async () => {
    await open()
    await take('S3')
    story.clock.set('2026-11-21T21:00:00.000Z')
    await handOffShift(story.ctx, story.world.scheduleId)
    expect(await briefs()).toEqual([])
  })

  it('lets nobody keep an S1, and moves its page although the ticket is assigned to another', async () => {
    const { ana, bo, mia } = await open()
    const raised = await take('S3')
    await story.advance(on20November('19:30'))
    const [draft] = await briefs()
    await keepEntry(story.ctx, ana, { id: draft!.id, reference: raised, keep: true })
    await story.advance(on20November('19:55'))
    await setSeverity(story.ctx, bo, { reference: raised, to: 'S2', reason: 'It spreads' })
    await write(raised)
    // Mia has the ticket, Ana its page.
    const others = await story.fileS1()
    await assignTicket(story.ctx, mia, { reference: others, assigneeId: mia.userId })
    const { id: ticketId } = await db().ticket.findUniqueOrThrow({ where: { reference: others } })
    const page = await db().page.findFirstOrThrow({ where: { ticketId } })
    await acknowledgePage(story.ctx, ana, { pageId: page.id, via: 'desk' })
    await write(others)
    await story.advance(on20November('20:00'))
    const { accepted } = await acceptHandoff(story.ctx, bo, { id: draft!.id })
    expect(accepted.sort()).toEqual([raised, others].sort())
    expect([await assignee(raised), await assignee(others)]).toEqual(['Bo', 'Mia'])
    expect(await pageOfTicket(db(), ticketId)).toMatchObject({ acknowledgedBy: { name: 'Bo' } })
  })

  it('that an override causes at once is a handoff too', async () => {
    const { bo, mia, scheduleId } = await open()
    const small = await take('S3')
    await addOverride(story.ctx, mia, {
      scheduleId,
      personId: bo.userId,
      startsAt: story.clock.now(),
      endsAt: on20November('21:00'),
    })
    await story.settle()
    const [brief] = await briefs()
    expect(brief).toMatchObject({ state: 'handed', incomingId: bo.userId })
    expect(await acceptHandoff(story.ctx, bo, { id: brief!.id })).toEqual({ accepted: [small] })
  })

  it('tells the writer that the shift ends earlier, and opens one brief for two schedules that end at once', async () => {
    const { ana, bo, mia, scheduleId } = await open()
    await take('S3')
    const second = await saveSchedule(story.ctx, mia, {
      name: 'Second line',
      timeZone: 'UTC',
      layers: [
        {
          id: 's',
          start: '2026-11-19T20:00',
          end: null,
          rotation: { unit: 'day', length: 1 },
          participants: [ana.userId, mia.userId],
          restrictions: [],
        },
      ],
    })
    await callSchedules(story, [second.id])
    await story.advance(on20November('19:30'))
    expect(await briefs()).toHaveLength(1)
    const [brief] = await briefs()
    for (const schedule of [scheduleId, ...(await otherSchedules(scheduleId))])
      await addOverride(story.ctx, mia, {
        scheduleId: schedule,
        personId: bo.userId,
        startsAt: on20November('19:50'),
        endsAt: on20November('20:00'),
      })
    await story.settle()
    expect(await briefs()).toMatchObject([{ id: brief!.id, endsAt: on20November('19:50') }])
    const told = story.mailsTo(ana).filter((subject) => subject.startsWith('Your shift ends'))
    expect(told.map((subject) => /\d\d:\d\d/.exec(subject)?.[0])).toEqual(['20:00', '19:50'])
  })

  it('reminds both engineers of an S1 that nobody accepts, and then notifies the managers', async () => {
    const { ana, bo, mia } = await open()
    const urgent = await take('S1')
    await story.answer(urgent, 'update')
    await story.advance(on20November('19:30'))
    await write(urgent)
    await story.advance(on20November('20:09'))
    const waiting = 'Not accepted yet: one S1 or S2 of Ana'
    expect(story.mailsTo(bo)).not.toContain(waiting)
    expect((await readNextHandoff(story.ctx, story.world.mia)).waiting).toMatchObject([
      { reference: urgent, outgoing: 'Ana' },
    ])
    await story.advance(on20November('20:10'))
    expect([story.mailsTo(ana), story.mailsTo(bo)]).toEqual([
      expect.arrayContaining([waiting]),
      expect.arrayContaining([waiting]),
    ])
    const told = 'Nobody has accepted an S1 or S2 of Ana'
    expect(story.mailsTo(mia)).not.toContain(told)
    await story.advance(on20November('20:25'))
    expect(story.mailsTo(mia).filter((subject) => subject === told)).toHaveLength(1)
    expect(story.mailsTo(bo).filter((subject) => subject === waiting)).toHaveLength(1)
    const [brief] = await briefs()
    expect(await acceptHandoff(story.ctx, mia, { id: brief!.id })).toEqual({ accepted: [urgent] })
    expect(await assignee(urgent)).toBe('Mia')
  })

  it('reminds nobody of a ticket that was accepted in time', async () => {
    const { bo } = await open()
    const urgent = await take('S1')
    await story.answer(urgent, 'update')
    await story.advance(on20November('19:30'))
    await write(urgent)
    await story.advance(on20November('20:05'))
    const [brief] = await briefs()
    await acceptHandoff(story.ctx, bo, { id: brief!.id })
    await story.advance(on20November('20:25'))
    expect(story.mailsTo(bo).filter((subject) => subject.includes('accepted'))).toEqual([])
  })
})

describe('between shifts', () => {
  it('an S1 goes to somebody else only with a brief, and keeps its assignee until they accept', async () => {
    const { ana, bo } = await open()
    const urgent = await take('S1')
    await expect(assignTicket(story.ctx, ana, { reference: urgent, assigneeId: bo.userId })).rejects.toMatchObject({
      reason: 'handoffNeedsBrief',
    })
    await expect(assignTicket(story.ctx, ana, { reference: urgent, assigneeId: null })).rejects.toMatchObject({
      reason: 'handoffNeedsBrief',
    })
    await expect(
      handOverTicket(story.ctx, ana, { reference: urgent, toId: bo.userId, ...words, tried: ' ' }),
    ).rejects.toMatchObject({ reason: 'handoffNeedsWords', field: 'tried' })
    const given = await handOverTicket(story.ctx, ana, { reference: urgent, toId: bo.userId, ...words })
    await story.settle()
    expect(story.mailsTo(bo).at(-1)).toBe('Ana hands over one ticket to you')
    expect(await assignee(urgent)).toBe('Ana')
    await acceptHandoff(story.ctx, bo, { id: given!.id })
    expect(await assignee(urgent)).toBe('Bo')
  })

  it('anybody can take over a forgotten S1 at once; the record shows it and the page follows', async () => {
    const { ana, bo } = await open()
    const urgent = await take('S1')
    await handOverTicket(story.ctx, ana, { reference: urgent, toId: story.world.mia.userId, ...words })
    await assignTicket(story.ctx, bo, { reference: urgent, assigneeId: bo.userId })
    const { timeline, page } = await readTicket(story.ctx, bo, urgent)
    expect(timeline.at(-1)).toMatchObject({ type: 'assigned', facts: { name: 'Bo', takenFrom: 'Ana' } })
    expect(page).toMatchObject({ acknowledgedBy: { name: 'Bo' } })
    await story.settle()
    expect((await briefs())[0]!.entries).toMatchObject([{ state: 'settled' }])
  })
})
