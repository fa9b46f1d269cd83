import { randomUUID } from 'node:crypto'
import type { Prisma } from '@/generated/prisma/client'
import type { Client, Tx } from '@/server/infra/db/db'
import type { Nudge } from '@/server/infra/jobs/jobs'
import { notifyLive } from '@/server/infra/live'
import { log } from '@/server/infra/log'
import { env } from '@/server/infra/env'
import { staffWithRole } from '@/server/accounts/sign-in/options'
import { teamMembers } from '@/server/accounts/teams/teams'
import { absentAmong } from '@/server/accounts/staff'
import { queueMail } from '@/server/integrations/mail/mail'
import { scheduleFacts } from '@/server/oncall/schedule/schedules'
import { advance, type Decision } from './escalation.rules'
import { defaultNotificationRules, notificationTimes } from '../methods/notification.rules'
import { afterQuietHours } from '../methods/quiet-hours.rules'
import { namedPeople, reachOf } from '../coverage/reach.rules'
import { type EscalationDefinition, type EscalationState, type EscalationTarget, isUuid } from '../schema'
import { hasSentAny, type PageRow, selectManagers, selectManagersOnly, selectMethods } from '../queries'
import { acknowledgeToken, hashToken } from '../answering/tokens'

/** How far ahead a delayed nudge is laid; the sweep finds the rest. */
const nudgeHorizonMs = 10 * 60_000

const at = (ms: number | null) => (ms === null ? null : new Date(ms))

/** The columns that follow from a page's escalation state. */
export function stateColumns(state: EscalationState) {
  return {
    escalation: state as unknown as Prisma.InputJsonObject,
    state: state.state,
    cycle: state.cycle,
    nextAt: at(state.scheduledAt),
  }
}

export async function writeLog(
  tx: Tx,
  pageId: string,
  kind: string,
  detail: Record<string, unknown>,
  when: Date,
): Promise<void> {
  await tx.pageLogEntry.create({
    data: { pageId, kind, detail: detail as Prisma.InputJsonObject, at: when },
    select: { id: true },
  })
}

export function nudgeAt(deliveryId: string, sendAt: Date, now: Date): Nudge[] {
  const ahead = sendAt.getTime() - now.getTime()
  if (ahead > nudgeHorizonMs) return []
  return [{ name: 'delivery.send', payload: { deliveryId }, ...(ahead > 0 ? { at: sendAt } : {}) }]
}

/** Pending notifications for each engineer by their rules, recorded before any is tried (SEMANTICS §3). */
async function writeDeliveries(
  tx: Tx,
  page: PageRow,
  dispatch: { at: number; cycle: number; ordinal: number },
  engineerIds: readonly string[],
  kind: 'ESCALATION' | 'RESPONDER' | 'MANAGERS_TOLD',
  now: Date,
): Promise<Nudge[]> {
  const methods = await selectMethods(tx, engineerIds)
  const rows: Prisma.DeliveryCreateManyInput[] = []
  for (const engineerId of engineerIds) {
    const own = methods.filter((method) => method.userId === engineerId)
    const written = own.flatMap((method) => method.rules).filter((rule) => rule.urgency === page.urgency)
    const rules = written.length > 0 ? written : defaultNotificationRules(own, page.urgency)
    const person = own[0]?.user
    const quiet = page.urgency === 'LOW' ? (person?.quietHours ?? null) : null
    const awake = (instant: number) => afterQuietHours(instant, quiet, person?.timeZone ?? 'UTC')
    // Delays count from when the engineer may be told at all: mail at eight, SMS ten minutes later.
    const start = awake(dispatch.at)
    for (const { rule, contactMethodId, delaySeconds, sendAt } of notificationTimes(rules, page.urgency, start)) {
      const free = awake(sendAt)
      const unheld = dispatch.at + delaySeconds * 1_000
      const when = new Date(Math.max(free, now.getTime()))
      rows.push({
        id: randomUUID(),
        pageId: page.id,
        cycle: dispatch.cycle,
        step: dispatch.ordinal,
        engineerId,
        contactMethodId,
        rule,
        kind,
        sendAt: when,
        nextAt: when,
        heldSince: free > unheld ? new Date(unheld) : null,
        createdAt: now,
      })
    }
  }
  if (rows.length === 0) return []
  await tx.delivery.createMany({ data: rows, skipDuplicates: true })
  await tx.pageToken.createMany({
    data: [...new Set(rows.map((row) => row.engineerId))].map((engineerId) => ({
      tokenHash: hashToken(acknowledgeToken(page.id, engineerId, dispatch.cycle)),
      pageId: page.id,
      engineerId,
      cycle: dispatch.cycle,
      createdAt: now,
    })),
    skipDuplicates: true,
  })
  return rows.flatMap((row) => nudgeAt(row.id!, row.sendAt as Date, now))
}

/** The `step` of a delivery's key for those asked to help: beside the policy's steps, once a cycle. */
const helpOrdinal = -1

/** Notifies engineers who were asked to help, whatever the escalation does. */
export const askToHelp = (tx: Tx, page: PageRow, engineerIds: readonly string[], now: Date): Promise<Nudge[]> =>
  writeDeliveries(
    tx,
    page,
    { at: now.getTime(), cycle: page.escalation.cycle, ordinal: helpOrdinal },
    engineerIds,
    'RESPONDER',
    now,
  )

async function carryOut(tx: Tx, page: PageRow, decision: Decision, now: Date): Promise<Nudge[]> {
  const when = new Date(decision.at)
  if (decision.kind === 'reopen') {
    await cancelPending(tx, page.id)
    await writeLog(tx, page.id, 'reopened', { cause: decision.cause, cycle: decision.cycle }, when)
    return []
  }
  const { cycle, round, ordinal, lateMs, gaps } = decision
  for (const gap of gaps) await writeLog(tx, page.id, 'coverage_gap', { ...gap, cycle, step: ordinal }, when)
  if (decision.kind === 'skip') {
    await writeLog(tx, page.id, 'step_skipped', { stepIndex: decision.stepIndex, cycle, round, lateMs }, when)
    return []
  }
  if (decision.kind === 'unanswered') {
    await writeLog(tx, page.id, 'unanswered', { cycle, round }, when)
    // A drill wakes nobody else; its managers get a mail.
    if (!decision.tellManagers || page.drillPlanId !== null) return []
    return page.urgency === 'LOW'
      ? mailManagers(tx, page, unansweredKey(page, cycle), now)
      : writeDeliveries(tx, page, decision, await selectManagers(tx), 'MANAGERS_TOLD', now)
  }
  const engineerIds =
    decision.kind === 'persist'
      ? [...new Set([...decision.engineerIds, ...(await selectManagers(tx))])]
      : decision.engineerIds
  const detail = decision.kind === 'persist' ? {} : { stepIndex: decision.stepIndex }
  await writeLog(tx, page.id, decision.kind, { ...detail, engineerIds, cycle, round, ordinal, lateMs }, when)
  const nudges = await writeDeliveries(tx, page, decision, engineerIds, 'ESCALATION', now)
  // A persisting page that nobody's contact method can carry: the managers' own addresses are all that is left.
  if (decision.kind === 'persist' && nudges.length === 0 && !(await isOwed(tx, page.id, cycle)))
    return mailManagers(tx, page, unansweredKey(page, cycle), now)
  return nudges
}

/** Whether any notification of a page's cycle was ever written. */
const isOwed = async (tx: Tx, pageId: string, cycle: number): Promise<boolean> =>
  (await tx.delivery.findFirst({ where: { pageId, cycle }, select: { id: true } })) !== null

/**
 * Mails the managers at their own addresses that nobody has taken a page.
 * @param key of the cause: the same cause mails each of them once
 */
export async function mailManagers(
  tx: Tx,
  page: Pick<PageRow, 'ticketId' | 'severity' | 'about' | 'openedAt'>,
  key: string,
  now: Date,
): Promise<Nudge[]> {
  const nudges: Nudge[] = []
  for (const manager of await staffWithRole(tx, ['MANAGER'])) {
    const mailId = await queueMail(tx, {
      uniqueKey: `${key}:${manager.id}`,
      template: 'page-unanswered',
      props: {
        ...page.about,
        severity: page.severity,
        openedAt: page.openedAt.toISOString(),
        ticketUrl: `${env().PUBLIC_URL}/desk/tickets/${page.about.reference}`,
      },
      toAddress: manager.email,
      toUserId: manager.id,
      locale: manager.locale,
      timeZone: manager.timeZone,
      ticketId: page.ticketId,
      now,
    })
    nudges.push({ name: 'mail.send', payload: { mailId } })
  }
  return nudges
}

const unansweredKey = (page: PageRow, cycle: number) => `page-unanswered:${page.id}:${cycle}`

/** There is nothing unanswered any more to tell managers of; whoever was asked to help stays asked. */
const ofTheCycle = { kind: { in: ['ESCALATION', 'MANAGERS_TOLD'] } }

/**
 * Notifications that have not gone out yet never will.
 * @param of those of the cycle, or with a closing page also those to whoever was asked to help
 */
export async function cancelPending(
  tx: Tx,
  pageId: string,
  of: { kind: string | { in: string[] }; engineerId?: string } = ofTheCycle,
): Promise<void> {
  await tx.delivery.updateMany({
    where: { pageId, state: 'PENDING', ...of },
    data: { state: 'CANCELLED', nextAt: null, claimToken: null, claimedUntil: null },
  })
}

/** Whoever was asked to help is there: what still calls them stops. */
export async function joinAsResponder(tx: Tx, pageId: string, engineerId: string, now: Date): Promise<void> {
  const joined = await tx.pageResponder.updateMany({
    where: { pageId, engineerId, joinedAt: null },
    data: { joinedAt: now },
  })
  if (joined.count === 0) return
  await cancelPending(tx, pageId, { kind: 'RESPONDER', engineerId })
  await writeLog(tx, pageId, 'responder_joined', { engineerId }, now)
}

/** Whom each target of a policy reaches at an instant, by what is known now (SEMANTICS §3). */
export async function reachedBy(
  client: Client,
  policy: EscalationDefinition,
  turn: number,
): Promise<Parameters<typeof advance>[2]['reached']> {
  // A policy frozen long ago may name what no id can be: it reaches nobody, and is no error of the database.
  const targets: EscalationTarget[] = policy.steps.flatMap((step) => step.targets).filter(({ id }) => isUuid(id))
  const schedules = await scheduleFacts(
    client,
    targets.filter((target) => target.type === 'schedule').map((target) => target.id),
  )
  const people = new Set<string>(targets.filter((target) => target.type === 'engineer').map((target) => target.id))
  for (const facts of schedules.values()) {
    for (const version of facts.versions)
      for (const layer of version.layers) for (const person of layer.participants.filter(isUuid)) people.add(person)
    for (const override of facts.overrides) people.add(override.person)
  }
  const teams = await teamMembers(
    client,
    targets.filter((target) => target.type === 'team' || target.type === 'roundRobin').map((target) => target.id),
  )
  for (const members of teams.values()) for (const member of members) people.add(member)
  const absent = await absentAmong(client, namedPeople(targets, teams))
  const reachable = new Set((await selectMethods(client, [...people])).map((method) => method.userId))
  return (target, instant, repeat) => {
    try {
      return reachOf(
        { schedules, teams, absent, reachable },
        target,
        instant,
        typeof repeat === 'number' ? turn + repeat : null,
      )
    } catch (error) {
      // Choosing whom to page never fails: a schedule that cannot be worked out has nobody on call.
      log.error({ target, err: error }, 'a target cannot be worked out')
      return { kind: 'gap', reason: 'NOBODY_ON_CALL', engineerId: null }
    }
  }
}

/**
 * Carries out what has fallen due on a page by `now`, from the state given, and writes it. The caller holds the
 * page's row lock.
 */
export async function walk(
  tx: Tx,
  page: PageRow,
  from: EscalationState,
  now: Date,
  extra: Prisma.PageUpdateInput = {},
): Promise<Nudge[]> {
  const drill = page.drillPlanId !== null
  const { state, decisions } = advance(page.policy, from, {
    severity: page.severity,
    urgency: page.urgency,
    // Nothing of a page that opens now can have been sent; a drill persists with nobody.
    sent: drill || (page.openedAt < now && (await hasSentAny(tx, page.id))),
    managers: page.urgency === 'LOW' ? await selectManagersOnly(tx) : new Set(),
    now: now.getTime(),
    reached: await reachedBy(tx, page.policy, page.turn),
  })
  const nudges: Nudge[] = []
  for (const decision of decisions) nudges.push(...(await carryOut(tx, page, decision, now)))
  await tx.page.update({
    where: { id: page.id },
    data: {
      ...extra,
      ...stateColumns(state),
      ...(decisions.some((decision) => decision.kind === 'reopen')
        ? { acknowledgedAt: null, acknowledgedById: null }
        : {}),
    },
    select: { id: true },
  })
  if (state.scheduledAt !== null && state.scheduledAt - now.getTime() <= nudgeHorizonMs)
    nudges.push({ name: 'page.advance', payload: { pageId: page.id }, at: new Date(state.scheduledAt) })
  if (decisions.length > 0) await notifyLive(tx, { kind: 'page', pageId: page.id, ticketId: page.ticketId })
  return nudges
}
