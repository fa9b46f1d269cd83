import { can } from '@/server/vocabulary/rights/rights'
import { ticketRights } from '../rights.rules'
import { admit } from '@/server/infra/rights/authorise'
import { type Actor, isStaff, type PersonActor } from '@/server/vocabulary/rights/actor'
import { randomUUID } from 'node:crypto'
import { requireFiling } from '@/server/accounts/writing-limits'
import { type Metric } from '@/server/vocabulary/metric'
import { conflict, DomainError, invalid } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { isUniqueViolation } from '@/server/infra/db/db'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { notifyLive } from '@/server/infra/live'
import { triggersPage } from '@/server/paging/policy/triggers.rules'
import { openOrJoinPage, prepareOpening } from '@/server/paging/page/pages'
import { evaluate } from '@/server/sla/evaluation/evaluate.rules'
import { clockColumns, policyInForce, summarise } from '@/server/sla/clocks/clocks'
import { factsOfFiles, readyFiles, attachFiles } from '../attachments/attachments'
import { requireSameForm, type SentForm, sentForm } from '../change/form'
import { nudgeHorizonMs } from '../change/settle'
import { publishTicketEvent, saltedBody } from '../change/record'
import { subjectFrom } from '../conversation/conduct.rules'
import { chainEvents, genesisHash } from '../record/ledger.rules'
import { type FileTicket, limits } from '../schema'
import { insertTicket, selectByClientKey, selectFilingContext, takeTicketNumber, visibleTo } from '../queries'

/**
 * Files a ticket once per `clientKey`, however often it is sent (a double click, a retry after a lost response), even
 * with files and even when the project has changed meanwhile.
 * @throws DomainError as `fileNewTicket`; CONFLICT `keyReused` when the key was used for other content or by others
 */
export async function fileTicket(ctx: ServiceContext, actor: Actor, input: FileTicket): Promise<{ reference: string }> {
  const viewer = admit(actor, ticketRights.file)
  const { clientKey, ...content } = input
  const form = sentForm('file', viewer, clientKey, content)!
  try {
    return await fileNewTicket(ctx, viewer, input, form)
  } catch (error) {
    // Whatever the refusal, a ticket already filed with this key is the result. Looked up only after a failure, because
    // filing is the hot path.
    if (!isUniqueViolation(error) && !(error instanceof DomainError)) throw error
    const filed = await selectByClientKey(ctx.db, clientKey)
    if (!filed) throw error
    if (filed.filerId !== viewer.userId) throw conflict('keyReused', clientKey)
    requireSameForm(filed.clientDigest, form)
    return { reference: filed.reference }
  }
}

/**
 * Files a ticket in one transaction: the ticket with its `filed` event, its clocks with their due instants and, for S1
 * and S2, the page with its notifications. Jobs are enqueued after the commit.
 * @throws DomainError INVALID when the viewer may not file for the project (the same for an unknown one), UNAVAILABLE
 * when the organisation has no plan or the plan has no policy in force
 */
async function fileNewTicket(
  ctx: ServiceContext,
  viewer: PersonActor,
  input: FileTicket,
  form: SentForm,
): Promise<{ reference: string }> {
  const context = await selectFilingContext(ctx.db, input.projectId)
  const staff = isStaff(viewer)
  if (!context || !can(viewer, ticketRights.file, context)) throw invalid('unknownProject', 'projectId')
  await requireFiling(ctx, viewer, context.organisationId, input.severity)
  if (!context.planId) throw new DomainError('UNAVAILABLE', 'noPlan')
  const now = ctx.now()
  const { planId, organisationId } = context
  const policy = await policyInForce(ctx.db, planId, input.product ?? null, now)
  const followUpOfId = input.followUpOf ? await followedUp(ctx, viewer, input.followUpOf, organisationId) : null

  const id = randomUUID()
  const eventId = randomUUID()
  const subject = input.subject || subjectFrom(input.body, limits.subject)
  const severity = input.severity
  const nowMs = now.getTime()
  const clocks = evaluate(policy.definition, [{ seq: 1, at: nowMs, type: 'filed', severity }], nowMs)
  const { nextAt, nextDueAt, savableDueAt, newestBreachAt, responseWarningAt } = summarise(clocks)
  const urgency = triggersPage({ kind: 'filed' }, severity)
  const prepared = urgency ? await prepareOpening(ctx.db, { teamId: context.teamId, severity }) : null
  return unitOfWork(ctx, async ({ tx, nudge, nudgeAll }) => {
    const files = await readyFiles(tx, { ids: input.attachmentIds, viewerId: viewer.userId, organisationId })
    // Locks the organisation's row: its other filings wait until this transaction ends.
    const number = await takeTicketNumber(tx, organisationId)
    const reference = `${context.organisationKey}-${number}`
    const content = saltedBody(input.body)
    const actor = { kind: staff ? ('staff' as const) : ('customer' as const), id: viewer.userId }
    const facts = {
      severity,
      policyDigest: policy.digest,
      scenario: input.scenario,
      product: input.product ?? null,
      ...factsOfFiles(files),
    }
    const [filed] = chainEvents(reference, 'public', { seq: 0, hash: genesisHash }, nowMs, [
      { type: 'filed', actor, facts, content },
    ])
    const at = now.toISOString()
    const ordinals = new Map<Metric, number>()
    await insertTicket(tx, {
      ticket: {
        id,
        organisationId,
        number,
        reference,
        projectId: input.projectId,
        filerId: viewer.userId,
        assigneeId: null,
        teamId: context.teamId,
        subject,
        product: input.product ?? null,
        scenario: input.scenario,
        platforms: input.platforms,
        sdkVersion: input.sdkVersion,
        region: input.region,
        carrier: input.carrier,
        errorCodes: input.errorCodes,
        channelId: input.channelId,
        userIds: input.userIds,
        startedAt: input.startedAt ?? null,
        ...(input.impact ? { impact: input.impact } : {}),
        severity,
        status: 'new',
        policyVersionId: policy.id,
        ...form,
        createdAt: at,
        lastActivityAt: at,
        publicActivityAt: at,
        lastCustomerAt: staff ? null : at,
        publicSeq: 1,
        publicHead: filed!.hash,
        staffSeq: 0,
        staffHead: '',
        lastEventAt: at,
        nextDueAt,
        savableDueAt,
        newestBreachAt,
        followUpOfId,
      },
      event: {
        id: eventId,
        ticketId: id,
        chain: 'public',
        seq: 1,
        at,
        type: 'filed',
        actorId: viewer.userId,
        actorKind: actor.kind,
        facts,
        contentDigest: filed!.contentDigest,
        previousHash: filed!.previousHash,
        hash: filed!.hash,
      },
      content: { eventId, ...content },
      clocks: clocks.map((clock) => {
        const ordinal = (ordinals.get(clock.metric) ?? 0) + 1
        ordinals.set(clock.metric, ordinal)
        return { id: randomUUID(), ticketId: id, ...clockColumns(clock, ordinal, severity) }
      }),
    })
    publishTicketEvent(tx, { id, organisationId, reference }, { ...filed!, id: eventId })
    notifyLive(tx, { kind: 'ticket', ticketId: id, organisationId, staffOnly: false })
    await attachFiles(tx, files, { ticketId: id, eventId, staffOnly: false })
    if (urgency)
      nudgeAll(
        await openOrJoinPage(tx, {
          ticketId: id,
          teamId: context.teamId,
          severity,
          urgency,
          about: { reference, subject, organisation: context.organisationName },
          trigger: { key: 'filed', kind: 'filed', detail: {}, at: now },
          answered: false,
          responseWarningAt,
          now,
          isNew: true,
          prepared,
        }),
      )
    if (nextAt && nextAt.getTime() - nowMs <= nudgeHorizonMs) nudge('clock.settle', { ticketId: id }, { at: nextAt })
    return { reference }
  })
}

/**
 * Returns the id of the closed ticket that a new one follows up. A ticket that is not closed cannot be followed up: a
 * reply reopens it and keeps its promises (SEMANTICS §1.6, §5), which a second ticket would duplicate.
 * @throws DomainError INVALID `unknownTicket` or `followUpOfOpen` on the field `followUpOf`
 */
async function followedUp(
  ctx: ServiceContext,
  viewer: PersonActor,
  reference: string,
  organisationId: string,
): Promise<string> {
  const earlier = await ctx.db.ticket.findFirst({
    where: { AND: [{ reference, organisationId }, visibleTo(viewer)] },
    select: { id: true, status: true },
  })
  if (!earlier) throw invalid('unknownTicket', 'followUpOf')
  if (earlier.status !== 'closed') throw invalid('followUpOfOpen', 'followUpOf')
  return earlier.id
}
