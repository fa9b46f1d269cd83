import { can } from '@/server/vocabulary/rights/rights'
import { ticketRights } from '../rights.rules'
import { admit, authorise } from '@/server/infra/rights/authorise'
import { type Actor, isStaff, type PersonActor } from '@/server/vocabulary/rights/actor'
import type { z } from 'zod'
import { type Metric } from '@/server/vocabulary/metric'
import { assignableRoles, staffNow } from '@/server/accounts/staff'
import { DomainError, invalid, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Client } from '@/server/infra/db/db'
import { triggersPage } from '@/server/paging/policy/triggers.rules'
import { onCallFor } from '@/server/paging/coverage/on-call'
import { readTicketPaging } from '@/server/paging/page/progress'
import { pageOfTicket } from '@/server/paging/page/pages'
import { evaluate } from '@/server/sla/evaluation/evaluate.rules'
import { pinnedPolicy, policyInForce } from '@/server/sla/clocks/clocks'
import { regionName } from '@/server/vocabulary/region/region.rules'
import { readExplanations } from '../breaches/breaches'
import { hasFilerLeft, selectFilingProjects, selectSimilar, selectUndelivered } from './queries'
import { selectThread, selectTicketView, type StoredTicket } from './view-queries'
import { correctedWords } from '../corrections/rules'
import { effectsAt, summaryOf } from './present.rules'
import { slaEvents } from '../events/stored.rules'
import { readEvents, type TicketEvent } from '../events/schema'
import { selectSeenCarriers } from '../filing/queries'
import type { ClockView } from '../clocks/schema'
import type { FilingOptions, PromisePreview, promiseSchema } from '../filing/schema'
import type { TicketView, TimelineItem, UndeliveredMail } from './schema'
import { readFilingPlace } from '../routing/in-force'
import { visibleTo } from '../queries'
import { isRateable } from '../ratings/rules'

const maxCarriers = 50

/**
 * Returns everything that the ticket screen shows. Clocks are evaluated as of now, so the screen is current even when
 * the worker lags behind.
 * @throws DomainError NOT_FOUND when the viewer may not see the ticket
 */
export async function readTicket(ctx: ServiceContext, actor: Actor, reference: string): Promise<TicketView> {
  const viewer = admit(actor, ticketRights.read)
  const ticket = await selectTicketView(ctx.db, viewer, reference)
  if (!ticket) throw notFound(reference)
  const staff = can(viewer, ticketRights.seeStaffSide)
  const now = ctx.now()
  // Whatever does not depend on another answer is asked at once.
  const [thread, policy, side, paging] = await Promise.all([
    selectThread(ctx.db, ticket.id, staff),
    pinnedPolicy(ctx.db, ticket.policyVersionId),
    staff ? readStaffSide(ctx, viewer, ticket, now) : null,
    staff ? null : readTicketPaging(ctx.db, ticket.id, now),
  ])

  const publicEvents = thread.filter((event) => event.chain === 'public').sort((a, b) => a.seq - b.seq)
  const evaluated = evaluate(
    policy.definition,
    slaEvents(publicEvents),
    Math.max(now.getTime(), ticket.lastEventAt.getTime()),
  )
  const ordinals = new Map<string, number>()
  const instant = (ms: number | null) => (ms === null ? null : new Date(ms))
  const clocks: ClockView[] = evaluated.map((clock) => {
    const ordinal = (ordinals.get(clock.metric) ?? 0) + 1
    ordinals.set(clock.metric, ordinal)
    const row = ticket.clocks.find((stored) => stored.metric === clock.metric && stored.ordinal === ordinal)
    return {
      id: row?.id ?? `${clock.metric}-${ordinal}`,
      metric: clock.metric,
      state: clock.state,
      outcome: clock.outcome,
      startedAt: new Date(clock.startedAt),
      endedAt: instant(clock.endedAt),
      dueAt: instant(clock.dueAt),
      breachedAt: instant(clock.breachedAt),
      remainderMs: clock.remainderMs,
      elapsedMs: clock.elapsedMs,
      targetMs: clock.targetMs,
      pausedFor: clock.pausedFor,
      warned: clock.warningsFired.length > 0,
      spans: clock.spans.map(({ from, to, kind }) => ({ from: new Date(from), to: new Date(to), kind })),
    }
  })

  const events = readEvents(thread)
  const disputes = new Map<number, 'open' | 'upheld' | 'rejected'>()
  for (const event of events.toSorted((a, b) => a.seq - b.seq)) {
    if (event.type === 'answer_disputed') disputes.set(event.facts.disputedSeq, 'open')
    if (event.type === 'dispute_upheld') disputes.set(event.facts.disputedSeq, 'upheld')
    if (event.type === 'dispute_rejected') disputes.set(event.facts.disputedSeq, 'rejected')
  }
  const corrected = correctedWords(events.filter((event) => event.chain === 'public').sort((a, b) => a.seq - b.seq))
  const timeline: TimelineItem[] = events.map((event) => {
    const isPublic = event.chain === 'public'
    const { type, facts } = event
    const correction = (isPublic && corrected.get(event.seq)) || null
    const { body } = correction ?? event
    return {
      kind: 'event',
      id: event.id,
      chain: isPublic ? 'public' : 'staff',
      seq: event.seq,
      at: event.at,
      ...({ type, facts } as TicketEvent),
      actor: {
        id: event.actorId,
        name: event.actorName || 'Nightdesk',
        kind: event.actorKind as 'customer' | 'staff' | 'system',
      },
      body,
      erased: event.contentDigest !== null && body === null,
      correction: correction && { at: correction.at, earlier: correction.earlier },
      attachments: event.attachments,
      effects: type === 'staff_reply' || type === 'resolved' ? effectsAt(clocks, event.at) : [],
      dispute: isPublic ? (disputes.get(event.seq) ?? null) : null,
    }
  })
  // An answer that resolves ends the clocks at the same instant as its `resolved` event: show them at the answer only.
  for (const item of timeline)
    if (
      item.kind === 'event' &&
      item.type === 'resolved' &&
      timeline.some(
        (other) => other.kind === 'event' && other.type === 'staff_reply' && other.at.getTime() === item.at.getTime(),
      )
    )
      item.effects = []
  for (const stored of ticket.clocks) {
    const metric = stored.metric
    const warnings = staff ? stored.warnings : []
    const percents = warnings.map((warning) => warning.percent)
    const last = warnings.at(-1)
    if (stored.breachAt !== null)
      timeline.push({
        kind: 'breach',
        id: `${stored.id}-breach`,
        at: new Date(stored.breachAt),
        metric,
        percents,
        explanation: side?.explanations.get(stored.id) ?? null,
      })
    else if (last)
      timeline.push({ kind: 'warning', id: `${stored.id}-warned`, at: new Date(last.at), metric, percents })
  }
  timeline.sort((a, b) => a.at.getTime() - b.at.getTime())

  const given = (seq: number | null) => {
    const event = seq === null ? undefined : publicEvents.find((candidate) => candidate.seq === seq)
    const body = event && (corrected.get(event.seq) ?? event).body
    return event ? { seq: event.seq, at: event.at, summary: summaryOf(body ?? null) } : null
  }
  const status = ticket.status
  const { organisationId, filer } = ticket
  const isOpen = status !== 'closed'
  const update = clocks.find((clock) => clock.metric === 'update' && clock.state !== 'ended')
  return {
    id: ticket.id,
    reference: ticket.reference,
    subject: ticket.subject,
    organisation: ticket.organisation,
    project: ticket.project,
    product: ticket.product,
    scenario: ticket.scenario,
    platforms: ticket.platforms,
    sdkVersion: ticket.sdkVersion,
    region: regionName(ticket.region, viewer.locale),
    carrier: ticket.carrier,
    errorCodes: ticket.errorCodes,
    channelId: ticket.channelId,
    userIds: ticket.userIds,
    startedAt: ticket.startedAt,
    severity: ticket.severity,
    status,
    holdReason: ticket.holdReason,
    filer: ticket.filer,
    customerLocale: ticket.customerLocale,
    filerLeft: side?.filerLeft ?? false,
    assignee: ticket.assignee,
    team: staff ? ticket.team : null,
    watchers: ticket.watchers,
    tags: staff ? ticket.tags : [],
    snoozedUntil: staff && ticket.snoozedUntil && ticket.snoozedUntil > now ? ticket.snoozedUntil : null,
    createdAt: ticket.createdAt,
    lastActivityAt: staff ? ticket.lastActivityAt : ticket.publicActivityAt,
    resolvedAt: ticket.resolvedAt,
    closedAt: ticket.closedAt,
    closesAt: ticket.closesAt,
    rating: ticket.rating,
    followUpOf: ticket.followUpOf,
    followUps: ticket.followUps,
    answers: {
      workaround: given(ticket.workaroundSeq),
      rootCause: given(ticket.rootCauseSeq),
      rootCauseUnknown: ticket.rootCauseUnknown,
      fix: given(ticket.fixSeq),
      nextUpdateBy: update?.dueAt ?? null,
    },
    clocks,
    timeline,
    undelivered: side?.undelivered ?? [],
    articles: ticket.articles,
    page: side?.page ?? null,
    paging: side ? side.paging : paging,
    similar: side?.similar ?? [],
    ledger: { seq: ticket.publicSeq, head: ticket.publicHead },
    policy: { ...policy.definition, consequences: undefined },
    may: {
      reply: isOpen && can(viewer, ticketRights.reply),
      answer: isOpen && can(viewer, ticketRights.answer),
      note: can(viewer, ticketRights.note),
      close: isOpen && can(viewer, ticketRights.close, { organisationId, filerId: filer.id }),
      reopen: status === 'resolved' && can(viewer, ticketRights.reopen),
      dispute: isOpen && can(viewer, ticketRights.disputeAnswer),
      decideDispute: can(viewer, ticketRights.decideDisputes),
      object: isOpen && ticket.objectedAt === null && can(viewer, ticketRights.objectToSeverity),
      rate: isRateable(ticket) && can(viewer, ticketRights.rate),
      seeStaff: staff,
      eraseWords: can(viewer, ticketRights.eraseWords),
    },
    now,
  }
}

/** Reads what only staff see of a ticket. */
async function readStaffSide(ctx: ServiceContext, viewer: PersonActor, ticket: StoredTicket, now: Date) {
  const breached = ticket.clocks.flatMap((stored) => (stored.breachAt === null ? [] : [stored.id]))
  const [{ page, paging }, similar, explanations, mails, filerLeft] = await Promise.all([
    readPaging(ctx.db, ticket.id, now),
    selectSimilar(ctx.db, ticket),
    readExplanations(ctx.db, viewer, ticket, breached),
    selectUndelivered(ctx.db, ticket.id, now),
    hasFilerLeft(ctx.db, ticket.filerId, ticket.organisationId),
  ])
  const undelivered = mails.map(
    ({ uniqueKey, toUserId, toName, state, createdAt, lastError }): UndeliveredMail => ({
      eventId: uniqueKey.split(':')[1] ?? '',
      person: { id: toUserId, name: toName ?? '' },
      state: state === 'failed' ? 'failed' : 'waiting',
      since: createdAt,
      answer: lastError ?? '',
    }),
  )
  return { page, paging, similar, explanations, undelivered, filerLeft }
}

/** Reads the newest page and, while nobody has acknowledged it, who is called. */
async function readPaging(client: Client, ticketId: string, now: Date) {
  const page = await pageOfTicket(client, ticketId)
  const waits = page?.state === 'open' || page?.state === 'unanswered'
  return { page, paging: waits ? await readTicketPaging(client, ticketId, now) : null }
}

/**
 * Returns the promises for a ticket filed now at this severity, and who would be paged (PRODUCT.md, T2). In UTC.
 * @throws DomainError INVALID for a project the viewer may not file for, UNAVAILABLE when its organisation has no plan
 * or the plan has no policy in force
 */
export async function previewPromise(
  ctx: ServiceContext,
  actor: Actor,
  { projectId, severity, product = null, scenario, region }: z.output<typeof promiseSchema>,
): Promise<PromisePreview> {
  const viewer = admit(actor, ticketRights.file)
  const context = await readFilingPlace(ctx.db, viewer, projectId)
  if (!context || !can(viewer, ticketRights.file, context)) throw invalid('unknownProject', 'projectId')
  if (!context.planId) throw new DomainError('UNAVAILABLE', 'noPlan')
  const now = ctx.now()
  const policy = await policyInForce(ctx.db, context.planId, product, now)
  const clocks = evaluate(policy.definition, [{ seq: 1, at: now.getTime(), type: 'filed', severity }], now.getTime())
  const due = (metric: Metric) => {
    const at = clocks.find((clock) => clock.metric === metric)?.dueAt
    return at === undefined || at === null ? null : new Date(at)
  }
  const pages = triggersPage({ kind: 'filed' }, severity) !== null
  const routed = pages ? context.route({ product, scenario: scenario ?? '', region, severity, text: null }) : null
  const onCall = routed ? await onCallFor(ctx.db, { severity, ...routed }, now) : null
  return {
    severity,
    planName: policy.planName,
    firstResponseBy: due('first_response'),
    updateEveryMinutes: policy.definition.severities[severity]?.update?.targetMinutes ?? null,
    workaroundBy: due('workaround'),
    resolutionBy: due('resolution'),
    onCall: onCall ? { name: onCall.name, until: onCall.until } : null,
    pages,
    isOpen: pages && routed === null,
    now,
  }
}

/** Returns the projects the viewer may file for, with the profiles that prefill the form. */
export async function readFilingOptions(ctx: ServiceContext, actor: Actor): Promise<FilingOptions> {
  const viewer = admit(actor, ticketRights.file)
  const ids = isStaff(viewer) ? null : viewer.memberships.map((membership) => membership.organisationId)
  const projects = await selectFilingProjects(ctx.db, ids)
  return {
    projects: projects.map(({ organisation, ...project }) => ({
      ...project,
      regions: project.regions.map((region) => regionName(region, viewer.locale)),
      organisation: { ...organisation, plan: organisation.plan?.name ?? null },
    })),
  }
}

/**
 * Returns carriers that the organisation of a project has named before, as far as the viewer may read its tickets: at
 * most fifty.
 * @throws DomainError INVALID for a project the viewer may not file for
 */
export async function readCarriers(ctx: ServiceContext, actor: Actor, projectId: string): Promise<string[]> {
  const viewer = admit(actor, ticketRights.file)
  const context = await readFilingPlace(ctx.db, viewer, projectId)
  if (!context || !can(viewer, ticketRights.file, context)) throw invalid('unknownProject', 'projectId')
  const seen = await selectSeenCarriers(ctx.db, viewer, { organisationId: context.organisationId })
  return seen.slice(0, maxCarriers)
}

/** Marks a ticket read up to now for this viewer. */
export async function markRead(ctx: ServiceContext, actor: Actor, reference: string): Promise<void> {
  const viewer = admit(actor, ticketRights.read)
  const ticket = await ctx.db.ticket.findFirst({
    where: { AND: [{ reference }, visibleTo(viewer)] },
    select: { id: true },
  })
  if (!ticket) throw notFound(reference)
  const readAt = ctx.now()
  await ctx.db.readMark.upsert({
    where: { ticketId_userId: { ticketId: ticket.id, userId: viewer.userId } },
    create: { ticketId: ticket.id, userId: viewer.userId, readAt },
    update: { readAt },
    select: { readAt: true },
  })
}

/** Returns the staff who can be assigned, sorted by name. */
export async function readAssignable(ctx: ServiceContext, actor: Actor): Promise<{ id: string; name: string }[]> {
  authorise(actor, ticketRights.readQueue)
  return ctx.db.user.findMany({
    where: staffNow(assignableRoles),
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: { id: true, name: true },
  })
}
