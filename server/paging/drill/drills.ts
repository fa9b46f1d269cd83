import { pagingRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import { type Actor, systemActor } from '@/server/vocabulary/rights/actor'
import { auditAct } from '@/server/accounts/audit'
import { z } from 'zod'
import { timeZoneSchema } from '@/server/vocabulary/schemas/words'
import { staffWithRole, usersByIds } from '@/server/accounts/sign-in/options'
import { notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { env } from '@/server/infra/env'
import { mayApply, revisionOf } from '@/server/infra/input/revision'
import { unitOfWork, type Work } from '@/server/infra/db/unit-of-work'
import { queueMail, recipientOf } from '@/server/integrations/mail/mail'
import { cancelPending, stateColumns, writeLog } from '../page/dispatch'
import { beginDrill, drillDefinition, nextDrillAt, summariseDrills } from './rules'
import { closePage } from '../page/escalation.rules'
import { openPage } from '../page/opening'
import { type AcknowledgedBy, acknowledgedBy, escalationDefinition } from '../schema'
import { countTurns, lockPage } from '../queries'

/**
 * The weekly drill of an escalation policy, which is opt-in: a page without a ticket to whom an S1 would reach first.
 * It is stored like every page, so its delivery is real; it notifies nobody else, and a missed drill is mailed to the
 * managers.
 */
const minuteMs = 60_000
/** Drills that are listed, newest first; the summary covers the same ones. */
const listed = 26

export const planDrillSchema = z.object({
  policyId: z.uuid(),
  /** The revision that the form was drawn from. */
  basedOn: z.string().max(40).nullish(),
  /** Null ends the drills; past results are kept. */
  plan: z
    .object({
      /** 0 is Monday. */
      weekday: z.number().int().min(0).max(6),
      localTime: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
      timeZone: timeZoneSchema,
    })
    .nullable(),
})

/**
 * Plans, moves or ends the weekly drill of a policy. A running drill continues when the plan is moved and is stopped
 * when the plan ends.
 * @throws DomainError NOT_FOUND; CONFLICT `staleSettings` when somebody else changed the plan since the form was drawn
 */
export async function planDrill(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof planDrillSchema>,
): Promise<void> {
  authorise(actor, pagingRights.changePolicies)
  const { policyId, plan } = input
  const now = ctx.now()
  await unitOfWork(ctx, actor, async (work) => {
    const { tx } = work
    const [policy] = await tx.$queryRaw<unknown[]>`
      select 1 from "EscalationPolicy" where "id" = ${policyId}::uuid for no key update`
    if (!policy) throw notFound(policyId)
    const stored = await tx.drillPlan.findUnique({ where: { policyId } })
    if (!mayApply(planContent(stored), plan, input.basedOn)) return
    await auditAct(work, ctx, 'drill.planned', { type: 'escalation-policy', id: policyId }, { plan })
    const running = await tx.page.findFirst({
      where: { drillPlan: { policyId }, state: { not: 'closed' } },
      select: { id: true },
    })
    if (!plan) {
      await tx.drillPlan.updateMany({ where: { policyId }, data: { nextAt: null, updatedAt: now } })
      if (running) await close(work, running.id, 'stopped', now)
      return
    }
    const next = new Date(nextDrillAt(plan, now.getTime()))
    const when = running ? {} : { plannedFor: next, nextAt: next }
    await tx.drillPlan.upsert({
      where: { policyId },
      create: { policyId, ...plan, plannedFor: next, nextAt: next, createdAt: now, updatedAt: now },
      update: { ...plan, ...when, updatedAt: now },
      select: { id: true },
    })
  })
}

/** Returns the content that an edit of a plan replaces; null when no drills are planned. */
const planContent = (plan: Pick<DrillPlanView, 'weekday' | 'localTime' | 'timeZone' | 'nextAt'> | null) =>
  plan?.nextAt ? { weekday: plan.weekday, localTime: plan.localTime, timeZone: plan.timeZone } : null

/** Returns the ids of drill plans that are due, oldest first. */
export async function dueDrills(ctx: ServiceContext, limit: number): Promise<string[]> {
  const plans = await ctx.db.drillPlan.findMany({
    where: { nextAt: { lte: ctx.now() } },
    orderBy: [{ nextAt: 'asc' }, { id: 'asc' }],
    take: limit,
    select: { id: true },
  })
  return plans.map(({ id }) => id)
}

async function lockPlan(tx: Tx, id: string, now: Date) {
  const rows = await tx.$queryRaw<unknown[]>`
    select 1 from "DrillPlan" where "id" = ${id}::uuid and "nextAt" <= ${now} for update skip locked`
  if (rows.length === 0) return null
  return tx.drillPlan.findUniqueOrThrow({
    where: { id },
    include: { policy: { select: { id: true, name: true, definition: true } } },
  })
}
type LockedPlan = NonNullable<Awaited<ReturnType<typeof lockPlan>>>

/** Opens the drill's page; returns when the drill ends as missed. */
async function open(work: Work, plan: LockedPlan, now: Date): Promise<Date> {
  const definition = drillDefinition(escalationDefinition.parse(plan.policy.definition))
  const nudges = await openPage(
    work,
    {
      ticketId: null,
      drillPlanId: plan.id,
      plannedFor: plan.plannedFor ?? undefined,
      policyId: plan.policy.id,
      policy: definition,
      turn: await countTurns(work.tx, plan.policy.id),
      // Notification rules of high urgency, but sorted after every real page and never persisting.
      urgency: 'high',
      severity: 'S4',
      about: { reference: plan.policy.name, subject: '', organisation: 'Nightdesk' },
      responseWarningAt: null,
    },
    { opened: { kind: 'drill' } },
    now,
  )
  work.nudgeAll(nudges)
  return new Date(now.getTime() + definition.steps[0]!.delayMinutes * minuteMs)
}

/** Closes a running drill and returns its page; null when it is closed already, as after an acknowledgement. */
async function close(work: Work, pageId: string, reason: 'missed' | 'stopped', now: Date) {
  const { tx } = work
  const page = await lockPage(tx, pageId)
  if (!page || page.escalation.state === 'closed') return null
  await cancelPending(tx, pageId)
  await tx.page.update({
    where: { id: pageId },
    data: { ...stateColumns(closePage(page.escalation, reason)), closedAt: now, closeReason: reason },
    select: { id: true },
  })
  await writeLog(work, pageId, 'closed', { reason }, now)
  work.live({ kind: 'page', pageId, ticketId: null })
  return page
}

/** Closes a drill that nobody acknowledged, and mails the managers once. */
async function endMissed(work: Work, plan: LockedPlan, pageId: string, now: Date): Promise<void> {
  const { tx } = work
  const page = await close(work, pageId, 'missed', now)
  if (!page) return
  const called = await selectCalls(tx, [pageId])
  const people = await usersByIds(
    tx,
    called.map(({ engineerId }) => engineerId),
  )
  for (const manager of await staffWithRole(tx, ['manager'])) {
    const mailId = await queueMail(tx, {
      uniqueKey: `drill-missed:${pageId}:${manager.id}`,
      template: 'drill-missed',
      props: {
        policy: plan.policy.name,
        people: [...people.values()].map(({ name }) => name),
        at: page.openedAt.toISOString(),
        minutes: Math.round((now.getTime() - page.openedAt.getTime()) / minuteMs),
        url: `${env().PUBLIC_URL}/desk/oncall`,
      },
      ...recipientOf(manager),
      now,
    })
    work.nudge('mail.send', { mailId })
  }
}

/**
 * Processes a drill plan that is due: begins the drill, postpones or skips it while a real page is open, or ends a
 * running drill as missed when it was not acknowledged before the next step would have been due. Runs under the plan's
 * row lock. Idempotent.
 */
export async function runDrill(ctx: ServiceContext, planId: string): Promise<void> {
  await unitOfWork(ctx, systemActor('drills'), async (work) => {
    const { tx, now } = work
    const plan = await lockPlan(tx, planId, now)
    if (!plan) return
    const save = (data: { plannedFor?: Date; nextAt: Date; skippedAt?: Date }) =>
      tx.drillPlan.update({ where: { id: planId }, data, select: { id: true } })
    const next = new Date(nextDrillAt(plan, now.getTime()))
    const nextWeek = { plannedFor: next, nextAt: next }
    const running = await tx.page.findUnique({
      where: { drillPlanId_plannedFor: { drillPlanId: planId, plannedFor: plan.plannedFor } },
      select: { id: true },
    })
    if (running) {
      await endMissed(work, plan, running.id, now)
      await save(nextWeek)
      return
    }
    const paging = await tx.page.count({ where: { state: { in: ['open', 'unanswered'] }, drillPlanId: null } })
    const decision = beginDrill(plan.plannedFor.getTime(), now.getTime(), paging > 0)
    if (decision.kind === 'begin') {
      await save({ nextAt: await open(work, plan, now) })
      return
    }
    await save(
      decision.kind === 'skip' ? { ...nextWeek, skippedAt: plan.plannedFor } : { nextAt: new Date(decision.until) },
    )
  })
}

const selectCalls = (client: Tx | ServiceContext['db'], pageIds: string[]) =>
  client.delivery.findMany({
    where: { pageId: { in: pageIds } },
    distinct: ['pageId', 'engineerId'],
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { pageId: true, engineerId: true },
  })

export interface DrillView {
  pageId: string
  policy: string
  at: Date
  called: string[]
  /** `nobody`: there was nobody to notify; `stopped`: the plan was ended during the drill. */
  result: 'running' | 'acknowledged' | 'missed' | 'nobody' | 'stopped'
  acknowledgedBy: string | null
  via: AcknowledgedBy | null
  acknowledgedMs: number | null
}

export interface DrillPlanView {
  policyId: string
  weekday: number
  localTime: string
  timeZone: string
  /** When the next drill begins or the running one ends; null when the plan was ended. */
  nextAt: Date | null
  /** The planned instant of the next drill, when it was postponed because pages were open; else null. */
  postponedFrom: Date | null
  skippedAt: Date | null
  /** Identifies this state; a save sends it back as `basedOn`. */
  revision: string
}

/** Returns every plan, and the newest drills with their results and a summary. */
export async function readDrills(
  ctx: ServiceContext,
  actor: Actor,
): Promise<{
  plans: DrillPlanView[]
  unplannedRevision: string
  drills: DrillView[]
  sum: ReturnType<typeof summariseDrills>
}> {
  authorise(actor, pagingRights.readPages)
  const [plans, pages] = await Promise.all([
    ctx.db.drillPlan.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] }),
    ctx.db.page.findMany({
      where: { drillPlanId: { not: null } },
      orderBy: [{ openedAt: 'desc' }, { id: 'desc' }],
      take: listed,
      select: {
        id: true,
        state: true,
        plannedFor: true,
        openedAt: true,
        acknowledgedAt: true,
        acknowledgedById: true,
        closeReason: true,
        policy: { select: { name: true } },
        log: { where: { kind: 'acknowledged' }, select: { detail: true }, take: 1 },
      },
    }),
  ])
  const called = await selectCalls(
    ctx.db,
    pages.map(({ id }) => id),
  )
  const people = await usersByIds(ctx.db, [
    ...called.map(({ engineerId }) => engineerId),
    ...pages.flatMap(({ acknowledgedById }) => acknowledgedById ?? []),
  ])
  const nameOf = (id: string) => people.get(id)?.name ?? ''
  const viaOf = z.object({ via: z.enum(acknowledgedBy) })
  const drills = pages.map((page): DrillView => {
    const those = called.filter(({ pageId }) => pageId === page.id).map(({ engineerId }) => nameOf(engineerId))
    const ended = page.closeReason === 'stopped' ? 'stopped' : those.length > 0 ? 'missed' : 'nobody'
    return {
      pageId: page.id,
      policy: page.policy?.name ?? '',
      at: page.openedAt,
      called: those,
      result: page.acknowledgedAt ? 'acknowledged' : page.state === 'closed' ? ended : 'running',
      acknowledgedBy: page.acknowledgedById ? nameOf(page.acknowledgedById) : null,
      via: viaOf.safeParse(page.log[0]?.detail).data?.via ?? null,
      acknowledgedMs: page.acknowledgedAt ? page.acknowledgedAt.getTime() - page.openedAt.getTime() : null,
    }
  })
  const begun = new Set(pages.map(({ plannedFor }) => plannedFor?.getTime()))
  return {
    plans: plans.map((plan) => ({
      policyId: plan.policyId,
      weekday: plan.weekday,
      localTime: plan.localTime,
      timeZone: plan.timeZone,
      nextAt: plan.nextAt,
      postponedFrom:
        plan.nextAt && plan.nextAt > plan.plannedFor && !begun.has(plan.plannedFor.getTime()) ? plan.plannedFor : null,
      skippedAt: plan.skippedAt,
      revision: revisionOf(planContent(plan)),
    })),
    /** The revision for a form that plans the first drill of a policy. */
    unplannedRevision: revisionOf(null),
    drills,
    sum: summariseDrills(drills.filter(({ result }) => result !== 'running' && result !== 'stopped')),
  }
}
