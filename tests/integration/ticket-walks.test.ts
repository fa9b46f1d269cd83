import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { severities } from '@/server/vocabulary/severity'
import { DomainError } from '@/server/infra/errors'
import { decideDispute, disputeAnswer, objectToSeverity } from '@/server/tickets/disputes/disputes'
import { eraseTicketWords } from '@/server/handoff/erasing'
import { replyKinds } from '@/server/vocabulary/reply-kind'
import { exportTicket } from '@/server/tickets/record/export'
import { acceptHandoff, handOverTicket } from '@/server/handoff/briefs'
import { knownHead, ticketExport } from '@/server/tickets/record/schema'
import { mergeTicket } from '@/server/tickets/triage/merging'
import { readTicket } from '@/server/tickets/reading/ticket'
import { addNote, replyAsCustomer } from '@/server/tickets/conversation/replies'
import { verifyExport } from '@/server/tickets/record/verify.rules'
import { customerReplySchema, noteSchema } from '@/server/tickets/conversation/schema'
import {
  assignTicket,
  closeByCustomer,
  promiseUpdate,
  reopenTicket,
  setSeverity,
  setStatus,
} from '@/server/tickets/triage/triage'
import { openStory, type Story } from '@/tests/support/story'

/*
 * Random walks through everything that can be done to a ticket, by whoever may, with the worker now prompt and now late.
 * Whatever happens is either refused with a reason or leaves a record that verifies, also against every head of before.
 * Seen to fail with an export that settles nothing first.
 */
let story: Story
beforeAll(async () => {
  story = await openStory('off')
})
afterAll(() => story.close())

const reason = 'For a reason'
const step = fc.record({
  what: fc.constantFrom(
    'answer',
    'answer',
    'answer',
    'reply',
    'reply',
    'hold',
    'open',
    'severity',
    'severity',
    'promise',
    'reopen',
    'dispute',
    'uphold',
    'uphold',
    'uphold',
    'uphold',
    'reject',
    'note',
    'assign',
    'give',
    'accept',
    'object',
    'erase',
    'end',
  ),
  kind: fc.constantFrom(...replyKinds),
  then: fc.constantFrom('open', 'open', 'waiting_on_customer', 'resolved', 'resolved'),
  severity: fc.constantFrom(...severities),
  seq: fc.integer({ min: 1, max: 12 }),
  /** Minutes after the step before; and whether the worker lives through them. */
  wait: fc.constantFrom(0, 0, 1, 5, 14, 15, 16, 31, 60, 125, 480, 1_500),
  worker: fc.boolean(),
  withPromise: fc.boolean(),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const refusedOnly = (error: unknown) => {
  if (!(error instanceof DomainError)) throw error
}

/** One of the replies of support, so that most disputes are about something. */
async function replySeq(reference: string, which: number): Promise<number> {
  const replies = await story.database.db.ticketEvent.findMany({
    where: { ticket: { reference }, type: 'staff_reply' },
    orderBy: { seq: 'asc' },
    select: { seq: true },
  })
  return replies[which % Math.max(1, replies.length)]?.seq ?? which
}

async function runStep(
  reference: string,
  older: string,
  { what, kind, severity, seq, ...more }: Step,
): Promise<unknown> {
  const { ctx, world } = story
  const soon = new Date(story.clock.now().getTime() + 7 * 60_000)
  switch (what) {
    case 'answer':
      return story.answer(reference, kind, {
        then: more.then,
        rootCauseUnknown: more.then === 'resolved' ? reason : '',
        ...(more.withPromise ? { promiseNextUpdateAt: soon } : {}),
      })
    case 'reply':
      return replyAsCustomer(
        ctx,
        world.customer,
        customerReplySchema.parse({ reference, clientKey: randomUUID(), body: reason }),
      )
    case 'hold':
      return setStatus(ctx, world.ana, { reference, to: 'on_hold', reason })
    case 'open':
      return setStatus(ctx, world.ana, { reference, to: 'open', reason: '' })
    case 'severity':
      return setSeverity(ctx, world.ana, { reference, to: severity, reason })
    case 'promise':
      return promiseUpdate(ctx, world.ana, { reference, at: soon })
    case 'reopen':
      return reopenTicket(ctx, more.worker ? world.customer : world.ana, { reference })
    case 'dispute':
      return disputeAnswer(ctx, world.customer, { reference, seq: await replySeq(reference, seq), reason })
    case 'uphold':
    case 'reject': {
      const disputed = { reference, seq: await replySeq(reference, seq), reason }
      await disputeAnswer(ctx, world.customer, disputed).catch(refusedOnly)
      return decideDispute(ctx, world.mia, { ...disputed, upheld: what === 'uphold' })
    }
    case 'note':
      return addNote(ctx, world.ana, noteSchema.parse({ reference, clientKey: randomUUID(), body: reason }))
    case 'assign':
      return assignTicket(ctx, world.ana, { reference, assigneeId: more.worker ? world.bo.userId : null })
    case 'give':
      return handOverTicket(ctx, world.ana, {
        reference,
        toId: more.worker ? world.bo.userId : world.ana.userId,
        known: reason,
        tried: reason,
        promised: more.withPromise ? reason : '',
        note: '',
      })
    case 'accept': {
      const brief = await story.database.db.handoffBrief.findFirst({
        where: { entries: { some: { ticket: { reference } } } },
        orderBy: { createdAt: 'desc' },
        select: { id: true },
      })
      return brief && acceptHandoff(ctx, more.worker ? world.bo : world.mia, { id: brief.id })
    }
    case 'object':
      return objectToSeverity(ctx, world.customer, { reference, reason })
    case 'erase':
      return eraseTicketWords(
        ctx,
        { ...world.mia, staffRoles: ['administrator'] },
        { reference, chain: more.worker ? 'public' : 'staff', seq, reason },
      )
    case 'end':
      return more.withPromise
        ? closeByCustomer(ctx, world.customer, { reference })
        : mergeTicket(ctx, world.ana, { reference, into: older })
  }
}

describe('simultaneous changes to a ticket', () => {
  it('are applied in some order or refused, and merges in opposite directions do not deadlock', async () => {
    const { ctx, world } = story
    const references = [await story.fileS1(), await story.fileS1(), await story.fileS1()]
    const [first, second, third] = references as [string, string, string]
    await story.answer(third, 'diagnosis')
    const at = new Date(story.clock.now().getTime() + 60_000)
    const reply = (reference: string) => customerReplySchema.parse({ reference, clientKey: randomUUID(), body: reason })
    const attempts = [
      ...references.map((reference) => replyAsCustomer(ctx, world.customer, reply(reference))),
      ...references.map((reference) => story.answer(reference, 'workaround')),
      ...references.map((reference) => setSeverity(ctx, world.bo, { reference, to: 'S2', reason })),
      ...references.map((reference) => setSeverity(ctx, world.ana, { reference, to: 'S2', reason })),
      promiseUpdate(ctx, world.ana, { reference: third, at }),
      disputeAnswer(ctx, world.customer, { reference: third, seq: 2, reason }),
      disputeAnswer(ctx, world.lead, { reference: third, seq: 2, reason }),
      mergeTicket(ctx, world.ana, { reference: third, into: second }),
      mergeTicket(ctx, world.bo, { reference: second, into: first }),
      mergeTicket(ctx, world.mia, { reference: third, into: first }),
      closeByCustomer(ctx, world.customer, { reference: first }),
    ]
    const outcomes = await Promise.all(attempts.map((attempt) => attempt.then(() => 'done', refusedOnly)))
    expect(outcomes.length).toBe(attempts.length)
    for (const reference of references) {
      const document = ticketExport.parse(
        JSON.parse(JSON.stringify(await exportTicket(ctx, world.ana, reference, true))),
      )
      expect(verifyExport(document, null).differences).toEqual([])
      // A merge of a more severe ticket raises the older one once more (SEMANTICS §5).
      const types = document.public.events.flatMap((event) => ('mergedFrom' in event.facts ? [] : [event.type]))
      for (const once of ['severity_changed', 'answer_disputed', 'merged', 'closed_by_customer'])
        expect(types.filter((type) => type === once).length).toBeLessThanOrEqual(1)
    }
  })
})

describe('any sequence of changes to a ticket', () => {
  it('leaves a record that verifies and a screen that agrees with it', { timeout: 180_000 }, async () => {
    const { ctx, world } = story
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...severities),
        fc.array(step, { minLength: 4, maxLength: 14 }),
        async (severity, steps) => {
          const older = await story.fileS1({ severity: 'S4' })
          const reference = await story.fileS1({ severity })
          const heads: string[] = []
          for (const each of steps) {
            const at = new Date(story.clock.now().getTime() + each.wait * 60_000)
            if (each.worker && each.wait <= 60) await story.advance(at)
            else story.clock.set(at)
            await runStep(reference, older, each).catch(refusedOnly)
            const document = ticketExport.parse(
              JSON.parse(JSON.stringify(await exportTicket(ctx, world.ana, reference, true))),
            )
            heads.push(`${document.public.head.seq}:${document.public.head.hash}`)
            expect(verifyExport(document, null).differences).toEqual([])
            expect(verifyExport(document, knownHead.parse(heads[0])).differences).toEqual([])
            const view = await readTicket(ctx, world.customer, reference)
            expect(view.clocks.map(({ metric, state, outcome }) => [metric, state, outcome])).toEqual(
              document.clocks.map(({ metric, state, outcome }) => [metric, state, outcome]),
            )
            expect(view.timeline.filter((item) => item.kind === 'breach')).toHaveLength(
              document.clocks.filter((clock) => clock.breachedAt !== null).length,
            )
          }
          // What this walk left pending is not lived through by the next.
          for (const table of ['SlaClock', 'Page', 'Delivery', 'MailMessage'])
            await story.database.db.$executeRawUnsafe(
              `update "${table}" set "nextAt" = null where "nextAt" is not null`,
            )
          await story.database.db.ticket.updateMany({ data: { closesAt: null } })
        },
      ),
      { numRuns: Number(process.env.RUNS ?? 4), seed: Number(process.env.SEED ?? 7), endOnFailure: false },
    )
  })
})
