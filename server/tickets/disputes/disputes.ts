import { ticketRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import type { z } from 'zod'
import { requireMessage } from '@/server/accounts/writing-limits'
import { DomainError, invalid } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { changeTicket } from '../change/change-ticket'
import { isAnswerEvent } from '../events/kinds.rules'
import { readEvent, readEvents } from '../events/schema'
import type { decideDisputeSchema, disputeSchema, objectSchema } from './schema'
import { disputeReminderAt } from './reminders.rules'

type Input<S extends z.ZodType> = z.output<S>

/** Records a customer's dispute ("this is not an answer") for a manager to decide. Each answer can be disputed once. */
export async function disputeAnswer(
  ctx: ServiceContext,
  actor: Actor,
  input: Input<typeof disputeSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.disputeAnswer)
  await requireMessage(ctx, viewer)
  await changeTicket(ctx, viewer, { reference: input.reference }, async (draft) => {
    const { tx, ticket, at } = draft
    const { seq: disputedSeq, reason } = input
    const row = await tx.ticketEvent.findFirst({
      where: { ticketId: ticket.id, chain: 'public', seq: disputedSeq, type: 'staff_reply' },
      select: { type: true, facts: true },
    })
    const reply = row && readEvent(row)
    if (!reply || !isAnswerEvent(reply)) throw invalid('notAnAnswer', 'seq')
    if ((await rulings(tx, ticket.id, disputedSeq)).length > 0) throw new DomainError('CONFLICT', 'alreadyDisputed')
    draft.record('answer_disputed', { disputedSeq }, { body: reason })
    await tx.dispute.create({
      data: { ticketId: ticket.id, seq: disputedSeq, openedAt: at, nextAt: disputeReminderAt(at, 0) },
      select: { id: true },
    })
  })
}

/** Upholds or rejects a dispute. When upheld, clocks are recomputed as if the reply were no answer (SEMANTICS §1.1). */
export async function decideDispute(
  ctx: ServiceContext,
  actor: Actor,
  input: Input<typeof decideDisputeSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.decideDisputes)
  await changeTicket(ctx, viewer, { reference: input.reference }, async (draft) => {
    const { tx, ticket, at } = draft
    const { seq: disputedSeq, upheld, reason } = input
    const history = await rulings(tx, ticket.id, disputedSeq)
    if (!history.includes('answer_disputed')) throw invalid('notDisputed', 'seq')
    if (history.length > 1) throw new DomainError('CONFLICT', 'alreadyDecided')
    draft.record(upheld ? 'dispute_upheld' : 'dispute_rejected', { disputedSeq }, { body: reason })
    await tx.dispute.updateMany({
      where: { ticketId: ticket.id, seq: disputedSeq },
      data: { decidedAt: at, nextAt: null },
    })
    if (upheld)
      draft.afterEvents(async () => {
        draft.set(await computeAnswerColumns(tx, ticket.id))
      })
  })
}

/** Computes the ticket's answer columns; replies whose dispute was upheld do not answer (SEMANTICS §1.1). */
async function computeAnswerColumns(tx: Tx, ticketId: string) {
  const events = await tx.ticketEvent.findMany({
    where: { ticketId, chain: 'public', type: { in: ['staff_reply', 'dispute_upheld'] } },
    orderBy: { seq: 'asc' },
    select: { seq: true, at: true, type: true, facts: true },
  })
  const known = readEvents(events)
  const upheld = new Set(known.flatMap((event) => (event.type === 'dispute_upheld' ? event.facts.disputedSeq : [])))
  const answers = known.flatMap((event) =>
    event.type === 'staff_reply' && isAnswerEvent(event) && !upheld.has(event.seq) ? [event] : [],
  )
  const lastOf = (kind: string) => answers.findLast((event) => event.facts.kind === kind)?.seq ?? null
  return {
    workaroundSeq: lastOf('workaround'),
    rootCauseSeq: lastOf('root_cause'),
    fixSeq: lastOf('fix'),
    firstAnsweredAt: answers[0]?.at ?? null,
  }
}

async function rulings(tx: Tx, ticketId: string, seq: number): Promise<string[]> {
  const events = await tx.ticketEvent.findMany({
    where: {
      ticketId,
      chain: 'public',
      type: { in: ['answer_disputed', 'dispute_upheld', 'dispute_rejected'] },
      facts: { path: ['disputedSeq'], equals: seq },
    },
    orderBy: { seq: 'asc' },
    select: { type: true },
  })
  return events.map((event) => event.type)
}

/** Records a customer's objection to the severity as a public event; once per ticket (PRODUCT.md, T2). */
export async function objectToSeverity(
  ctx: ServiceContext,
  actor: Actor,
  input: Input<typeof objectSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.objectToSeverity)
  await requireMessage(ctx, viewer)
  await changeTicket(ctx, viewer, { reference: input.reference }, async (draft) => {
    const { status, severity, objectedAt } = draft.ticket
    if (status === 'closed') throw new DomainError('CONFLICT', 'ticketClosed')
    if (objectedAt) throw new DomainError('CONFLICT', 'alreadyObjected')
    draft.record('severity_objected', { severity }, { body: input.reason })
    draft.set({ objectedAt: draft.at })
  })
}
