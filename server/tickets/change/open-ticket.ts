import { randomUUID } from 'node:crypto'
import type { Prisma } from '@/generated/prisma/client'
import type { ServiceContext } from '@/server/infra/context'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { openOrJoinPage, prepareOpening } from '@/server/paging/page/pages'
import { triggersPage } from '@/server/paging/policy/triggers.rules'
import { clockColumns, type policyInForce, summarise } from '@/server/sla/clocks/clocks'
import { evaluate } from '@/server/sla/evaluation/evaluate.rules'
import { isStaff, type PersonActor } from '@/server/vocabulary/rights/actor'
import type { Metric } from '@/server/vocabulary/metric'
import type { Severity } from '@/server/vocabulary/severity'
import { endSentDraft } from '../drafts/drafts'
import type { DraftPlace } from '../drafts/queries'
import { attachFiles, factsOfFiles, readyFiles } from '../attachments/attachments'
import type { FactsOf } from '../events/schema'
import { insertTicket, takeTicketNumber } from '../queries'
import { chainEvents, genesisHash } from '../record/ledger.rules'
import { actorOf } from './conduct'
import type { SentForm } from './form'
import { eventColumns, publishTicketEvent, saltedBody } from './record'
import { nudgeHorizonMs } from './settle'

/** Ticket columns that the form and the project determine; the engine writes all others. */
type FiledColumns = Pick<
  Prisma.TicketCreateManyInput,
  | 'projectId'
  | 'subject'
  | 'product'
  | 'platforms'
  | 'sdkVersion'
  | 'region'
  | 'carrier'
  | 'errorCodes'
  | 'channelId'
  | 'userIds'
  | 'startedAt'
  | 'impact'
  | 'followUpOfId'
> & { scenario: FactsOf<'filed'>['scenario'] }

export interface NewTicket {
  organisation: { id: string; key: string; name: string }
  policy: Awaited<ReturnType<typeof policyInForce>>
  severity: Severity
  body: string
  attachmentIds: readonly string[]
  form: SentForm
  /** The draft that ends with the filing. */
  draft: DraftPlace & { draftId?: string | undefined }
  /** What routing chose; `facts` is null when nothing is to be recorded. */
  routed: {
    teamId: string | null
    routedPolicyId: string | null
    tags: string[]
    facts: FactsOf<'routed'> | null
  }
  columns: FiledColumns
}

/**
 * Opens a ticket in one transaction, in the order in which `changeTicket` changes one: its first events, the clocks
 * with their due instants, the page of an S1 or S2 with its notifications. Everything is known beforehand, so event,
 * clocks and ticket are one statement. Jobs are enqueued after the commit.
 * @throws DomainError INVALID when a file is not ready for this person and organisation
 */
export async function openTicket(
  ctx: ServiceContext,
  filer: PersonActor,
  { organisation, policy, severity, body, attachmentIds, form, routed, draft, columns }: NewTicket,
): Promise<{ reference: string }> {
  const now = ctx.now()
  const nowMs = now.getTime()
  const { subject } = columns
  const { facts: routing, ...chosen } = routed
  const { teamId, routedPolicyId } = chosen
  const clocks = evaluate(policy.definition, [{ seq: 1, at: nowMs, type: 'filed', severity }], nowMs)
  const { nextAt, nextDueAt, savableDueAt, newestBreachAt, responseWarningAt } = summarise(clocks)
  const urgency = triggersPage({ kind: 'filed' }, severity)
  const prepared = urgency ? await prepareOpening(ctx.db, { teamId, routedPolicyId, severity }) : null
  return unitOfWork(ctx, filer, async (work) => {
    const { tx, nudge, nudgeAll } = work
    const files = await readyFiles(tx, {
      ids: attachmentIds,
      viewerId: filer.userId,
      organisationId: organisation.id,
    })
    const number = await takeTicketNumber(tx, organisation.id)
    const reference = `${organisation.key}-${number}`
    const ticket = { id: randomUUID(), organisationId: organisation.id, reference }
    const facts: FactsOf<'filed'> = {
      severity,
      policyDigest: policy.digest,
      scenario: columns.scenario,
      product: columns.product ?? null,
      ...factsOfFiles(files),
    }
    const content = saltedBody(body)
    const [event] = chainEvents(reference, 'public', { seq: 0, hash: genesisHash }, nowMs, [
      { type: 'filed', actor: actorOf(filer), facts, content },
    ])
    const filed = { ...event!, id: randomUUID() }
    const [routingEvent] = chainEvents(
      reference,
      'staff',
      { seq: 0, hash: genesisHash },
      nowMs,
      routing ? [{ type: 'routed', actor: { kind: 'system', id: null }, facts: routing, content: null }] : [],
    )
    const events = [filed, ...(routingEvent ? [{ ...routingEvent, id: randomUUID() }] : [])]
    await insertTicket(tx, {
      ticket: {
        ...ticket,
        ...columns,
        ...chosen,
        ...form,
        number,
        filerId: filer.userId,
        severity,
        status: 'new',
        policyVersionId: policy.id,
        createdAt: now,
        lastActivityAt: now,
        publicActivityAt: now,
        lastCustomerAt: isStaff(filer) ? null : now,
        publicSeq: filed.seq,
        publicHead: filed.hash,
        staffSeq: routingEvent?.seq ?? 0,
        staffHead: routingEvent?.hash ?? '',
        lastEventAt: now,
        nextDueAt,
        savableDueAt,
        newestBreachAt,
      },
      events: events.map((each) => eventColumns(ticket.id, each)),
      content: { eventId: filed.id, ...content },
      clocks: rowsOf(ticket.id, clocks, severity),
    })
    for (const each of events) publishTicketEvent(work, ticket, each)
    await attachFiles(tx, files, { ticketId: ticket.id, eventId: filed.id, staffOnly: false })
    await endSentDraft(tx, filer, draft, now)
    if (urgency)
      nudgeAll(
        await openOrJoinPage(work, {
          ticketId: ticket.id,
          teamId,
          routedPolicyId,
          severity,
          urgency,
          about: { reference, subject, organisation: organisation.name },
          trigger: { key: 'filed', kind: 'filed', detail: {}, at: now },
          answered: false,
          responseWarningAt,
          now,
          isNew: true,
          prepared,
        }),
      )
    if (nextAt && nextAt.getTime() - nowMs <= nudgeHorizonMs)
      nudge('clock.settle', { ticketId: ticket.id }, { at: nextAt })
    work.live({ kind: 'ticket', ticketId: ticket.id, organisationId: organisation.id, staffOnly: false })
    return { reference }
  })
}

/** Returns the clocks' rows, each with its ordinal among those of its metric. */
function rowsOf(ticketId: string, clocks: ReturnType<typeof evaluate>, severity: Severity) {
  const ordinals = new Map<Metric, number>()
  return clocks.map((clock) => {
    const ordinal = (ordinals.get(clock.metric) ?? 0) + 1
    ordinals.set(clock.metric, ordinal)
    return { id: randomUUID(), ticketId, ...clockColumns(clock, ordinal, severity) }
  })
}
