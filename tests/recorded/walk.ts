import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { severities } from '@/server/vocabulary/severity'
import { replyKinds } from '@/server/vocabulary/reply-kind'
import { DomainError } from '@/server/infra/errors'
import { acknowledgePage } from '@/server/paging/page/pages'
import { replyAsCustomer, addNote } from '@/server/tickets/conversation/replies'
import { decideDispute, disputeAnswer, objectToSeverity } from '@/server/tickets/disputes/disputes'
import { acceptHandoff, handOverTicket } from '@/server/handoff/briefs'
import { eraseTicketWords } from '@/server/handoff/erasing'
import { customerReplySchema, noteSchema } from '@/server/tickets/conversation/schema'
import { linkArticle } from '@/server/tickets/triage/links'
import { mergeTicket } from '@/server/tickets/triage/merging'
import {
  assignTicket,
  closeByCustomer,
  promiseUpdate,
  reopenTicket,
  setSeverity,
  setStatus,
} from '@/server/tickets/triage/triage'
import type { Story } from '@/tests/support/story'

const verbs = [
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
  'uphold',
  'reject',
  'note',
  'assign',
  'give',
  'accept',
  'acknowledge',
  'acknowledge',
  'object',
  'erase',
] as const

const step = fc.record({
  verb: fc.constantFrom(...verbs),
  kind: fc.constantFrom(...replyKinds),
  then: fc.constantFrom('open', 'open', 'waiting_on_customer', 'resolved'),
  severity: fc.constantFrom(...severities),
  seq: fc.integer({ min: 1, max: 9 }),
  /** Minutes after the step before. */
  wait: fc.constantFrom(0, 0, 1, 5, 14, 15, 16, 31, 60, 125),
  flag: fc.boolean(),
  other: fc.boolean(),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** The steps of a recorded walk: the same ones for the same seed, in every release. */
export const stepsOf = (seed: number, length: number): Step[] => fc.sample(step, { seed, numRuns: length })

const reason = 'For a reason'

async function replySeq(story: Story, reference: string, which: number): Promise<number> {
  const replies = await story.database.db.ticketEvent.findMany({
    where: { ticket: { reference }, type: 'staff_reply' },
    orderBy: { seq: 'asc' },
    select: { seq: true },
  })
  return replies[which % Math.max(1, replies.length)]?.seq ?? which
}

async function runStep(story: Story, reference: string, { verb, kind, severity, seq, flag, other, then }: Step) {
  const { ctx, world } = story
  const { db } = story.database
  const soon = new Date(story.clock.now().getTime() + 7 * 60_000)
  switch (verb) {
    case 'answer':
      return story.answer(reference, kind, {
        then,
        rootCauseUnknown: then === 'resolved' ? reason : '',
        ...(flag ? { promiseNextUpdateAt: soon } : {}),
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
      return reopenTicket(ctx, flag ? world.customer : world.ana, { reference })
    case 'uphold':
    case 'reject': {
      const disputed = { reference, seq: await replySeq(story, reference, seq), reason }
      await disputeAnswer(ctx, world.customer, disputed)
      return decideDispute(ctx, world.mia, { ...disputed, upheld: verb === 'uphold' })
    }
    case 'note':
      return addNote(ctx, world.ana, noteSchema.parse({ reference, clientKey: randomUUID(), body: reason }))
    case 'assign':
      return assignTicket(ctx, world.ana, { reference, assigneeId: flag ? world.bo.userId : null })
    case 'give':
      return handOverTicket(ctx, world.ana, {
        reference,
        toId: flag ? world.bo.userId : world.ana.userId,
        known: reason,
        tried: reason,
        promised: other ? reason : '',
        note: '',
      })
    case 'accept': {
      const brief = await db.handoffBrief.findFirst({
        where: { entries: { some: { ticket: { reference } } } },
        orderBy: { createdAt: 'desc' },
        select: { id: true },
      })
      return brief && acceptHandoff(ctx, flag ? world.bo : world.mia, { id: brief.id })
    }
    case 'acknowledge': {
      const page = await db.page.findFirst({ where: { ticket: { reference }, closedAt: null }, select: { id: true } })
      if (page) await acknowledgePage(ctx, world.ana, { pageId: page.id, via: 'desk' })
      return
    }
    case 'object':
      return objectToSeverity(ctx, world.customer, { reference, reason })
    case 'erase':
      return eraseTicketWords(
        ctx,
        { ...world.mia, staffRoles: ['administrator'] },
        { reference, chain: flag ? 'public' : 'staff', seq, reason },
      )
  }
}

/** Walks, prompt or late, then ends by closing or merging; returns a line per step with what came of it. */
export async function walk(story: Story, seed: number, length: number): Promise<string[]> {
  const { ctx, world } = story
  const lines: string[] = []
  const older = await story.fileS1({ severity: 'S4', body: 'An older one' })
  const reference = await story.fileS1({ severity: severities[seed % 4] })
  const attempt = async (name: string, act: () => Promise<unknown>) => {
    const outcome = await act().then(
      () => 'done',
      (error: unknown) => {
        if (!(error instanceof DomainError)) throw error
        return `${error.code} ${error.reason}`
      },
    )
    lines.push(`${story.clock.now().toISOString()} ${name}: ${outcome}`)
  }
  for (const each of stepsOf(seed, length)) {
    const at = new Date(story.clock.now().getTime() + each.wait * 60_000)
    if (each.other && each.wait <= 60) await story.advance(at)
    else story.clock.set(at)
    await attempt(each.verb, () => runStep(story, reference, each))
  }
  await attempt('link', () => linkArticle(ctx, world.ana, { reference, articleId: randomUUID() }))
  if (seed % 2 === 0) await attempt('close', () => closeByCustomer(ctx, world.customer, { reference }))
  else await attempt('merge', () => mergeTicket(ctx, world.ana, { reference, into: older }))
  await story.minutes(20)
  return lines
}
