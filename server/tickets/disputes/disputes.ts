import { requireMessage } from '@/server/accounts/writing-limits'
import { isManager, isStaff, type Viewer } from '@/server/accounts/schema'
import { DomainError, forbidden, invalid, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import type { z } from 'zod'
import { actorOf, onTicket, saveTicket } from '../change/change'
import { judge } from '../change/settle'
import { appendEvents } from '../change/record'
import { disputeReminderAt } from './reminders.rules'
import type { decideDisputeSchema, disputeSchema, objectSchema } from '../schema'

type Input<S extends z.ZodType> = z.output<S>

/** "This is not an answer": the customer disputes; a manager decides (S3). Only answers can be disputed, each once. */
export async function disputeAnswer(
  ctx: ServiceContext,
  viewer: Viewer,
  input: Input<typeof disputeSchema>,
): Promise<void> {
  if (isStaff(viewer)) throw forbidden('staff cannot dispute')
  await requireMessage(ctx, viewer)
  await onTicket(ctx, viewer, input.reference, undefined, async (tx, ticket, now) => {
    const reply = await tx.ticketEvent.findFirst({
      where: { ticketId: ticket.id, chain: 'PUBLIC', seq: input.seq, type: 'staff_reply' },
      select: { facts: true },
    })
    if (!reply || (reply.facts as { kind?: string }).kind === 'acknowledgement') throw invalid('notAnAnswer', 'seq')
    if ((await rulings(tx, ticket.id, input.seq)).length > 0) throw new DomainError('CONFLICT', 'alreadyDisputed')
    await appendEvents(
      tx,
      ticket,
      [
        {
          chain: 'public',
          type: 'answer_disputed',
          actor: actorOf(viewer),
          facts: { disputedSeq: input.seq },
          body: input.reason,
        },
      ],
      now,
    )
    await tx.dispute.create({
      data: {
        ticketId: ticket.id,
        seq: input.seq,
        openedAt: ticket.lastEventAt,
        nextAt: disputeReminderAt(ticket.lastEventAt, 0),
      },
      select: { id: true },
    })
    const { nudges, columns } = await judge(tx, ticket, ticket.lastEventAt)
    await saveTicket(tx, ticket, { ...columns })
    return { nudges }
  })
}

/** A manager upholds or rejects a dispute; upheld, every clock is what it would have been (SEMANTICS §1.1). */
export async function decideDispute(
  ctx: ServiceContext,
  viewer: Viewer,
  input: Input<typeof decideDisputeSchema>,
): Promise<void> {
  if (!isManager(viewer)) throw isStaff(viewer) ? forbidden('disputes') : notFound(input.reference)
  await onTicket(ctx, viewer, input.reference, undefined, async (tx, ticket, now) => {
    const history = await rulings(tx, ticket.id, input.seq)
    if (!history.includes('answer_disputed')) throw invalid('notDisputed', 'seq')
    if (history.length > 1) throw new DomainError('CONFLICT', 'alreadyDecided')
    const type = input.upheld ? 'dispute_upheld' : 'dispute_rejected'
    await appendEvents(
      tx,
      ticket,
      [{ chain: 'public', type, actor: actorOf(viewer), facts: { disputedSeq: input.seq }, body: input.reason }],
      now,
    )
    await tx.dispute.updateMany({
      where: { ticketId: ticket.id, seq: input.seq },
      data: { decidedAt: ticket.lastEventAt, nextAt: null },
    })
    const given = input.upheld ? await stillGiven(tx, ticket.id) : {}
    const { nudges, columns } = await judge(tx, ticket, ticket.lastEventAt)
    await saveTicket(tx, ticket, { ...columns, ...given })
    return { nudges }
  })
}

/** What the answers that still are answers gave: an upheld dispute makes its reply an acknowledgement (SEMANTICS §1.1). */
async function stillGiven(tx: Tx, ticketId: string) {
  const events = await tx.ticketEvent.findMany({
    where: { ticketId, chain: 'PUBLIC', type: { in: ['staff_reply', 'dispute_upheld'] } },
    orderBy: { seq: 'asc' },
    select: { seq: true, at: true, type: true, facts: true },
  })
  const facts = (event: { facts: unknown }) => event.facts as { kind?: string; human?: boolean; disputedSeq?: number }
  const upheld = new Set(events.flatMap((event) => facts(event).disputedSeq ?? []))
  const answers = events.filter(
    (event) =>
      event.type === 'staff_reply' &&
      !upheld.has(event.seq) &&
      facts(event).human === true &&
      facts(event).kind !== 'acknowledgement',
  )
  const lastOf = (kind: string) => answers.findLast((event) => facts(event).kind === kind)?.seq ?? null
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
      chain: 'PUBLIC',
      type: { in: ['answer_disputed', 'dispute_upheld', 'dispute_rejected'] },
      facts: { path: ['disputedSeq'], equals: seq },
    },
    orderBy: { seq: 'asc' },
    select: { type: true },
  })
  return events.map((event) => event.type)
}

/** The customer objects to a lowered or too low severity, once (T2). It stands in the thread for everybody. */
export async function objectToSeverity(
  ctx: ServiceContext,
  viewer: Viewer,
  input: Input<typeof objectSchema>,
): Promise<void> {
  if (isStaff(viewer)) throw forbidden('staff cannot object')
  await requireMessage(ctx, viewer)
  await onTicket(ctx, viewer, input.reference, undefined, async (tx, ticket, now) => {
    if (ticket.status === 'CLOSED') throw new DomainError('CONFLICT', 'ticketClosed')
    if (ticket.objectedAt) throw new DomainError('CONFLICT', 'alreadyObjected')
    await appendEvents(
      tx,
      ticket,
      [
        {
          chain: 'public',
          type: 'severity_objected',
          actor: actorOf(viewer),
          facts: { severity: ticket.severity },
          body: input.reason,
        },
      ],
      now,
    )
    await saveTicket(tx, ticket, { objectedAt: ticket.lastEventAt })
    return { nudges: [] }
  })
}
