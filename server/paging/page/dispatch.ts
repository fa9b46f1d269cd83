import { randomUUID } from 'node:crypto'
import type { Prisma } from '@/generated/prisma/client'
import type { Tx } from '@/server/infra/db/db'
import type { Nudge } from '@/server/infra/jobs/jobs'
import { env } from '@/server/infra/env'
import type { Work } from '@/server/infra/db/unit-of-work'
import { staffWithRole } from '@/server/accounts/sign-in/options'
import { queueMail, recipientOf } from '@/server/integrations/mail/mail'
import { advance, type Decision } from './escalation.rules'
import { defaultNotificationRules, notificationTimes } from '../methods/notification.rules'
import { afterQuietHours } from '../methods/quiet-hours.rules'
import { PageRows, writeLogs } from './page-rows'
import type { EscalationState } from '../schema'
import { hasSentAny, type PageRow, selectManagers, selectManagersOnly } from '../queries'
import { type Methods, methodsOf, reachFrom, selectTargetFacts, type TargetFacts } from '../policy/target-facts'
import { acknowledgeToken, hashToken } from '../answering/tokens'

/** A delayed job is enqueued for instants within this time; the sweep finds later ones. */
const nudgeHorizonMs = 10 * 60_000

const at = (ms: number | null) => (ms === null ? null : new Date(ms))

/** Returns the columns of a page's row that are derived from its escalation state. */
export function stateColumns(state: EscalationState) {
  return {
    escalation: state as unknown as Prisma.InputJsonObject,
    state: state.state,
    cycle: state.cycle,
    nextAt: at(state.scheduledAt),
  }
}

export async function writeLog(
  work: Work,
  pageId: string,
  kind: string,
  detail: Record<string, unknown>,
  when: Date,
): Promise<void> {
  await writeLogs(work, [{ pageId, kind, detail: detail as Prisma.InputJsonObject, at: when }])
}

export function nudgeAt(deliveryId: string, sendAt: Date, now: Date): Nudge[] {
  const ahead = sendAt.getTime() - now.getTime()
  if (ahead > nudgeHorizonMs) return []
  return [{ name: 'delivery.send', payload: { deliveryId }, ...(ahead > 0 ? { at: sendAt } : {}) }]
}

/**
 * Collects the pending notifications of each engineer by their notification rules, with the acknowledge tokens, so that
 * they are stored before the first is attempted (SEMANTICS §3).
 */
function addDeliveries(
  into: PageRows,
  page: PageRow,
  dispatch: { at: number; cycle: number; ordinal: number },
  engineerIds: readonly string[],
  methods: Methods,
  kind: 'escalation' | 'responder' | 'managers_told',
  now: Date,
): Nudge[] {
  const rows: Prisma.DeliveryCreateManyInput[] = []
  for (const engineerId of engineerIds) {
    const own = methods.filter((method) => method.userId === engineerId)
    const written = own.flatMap((method) => method.rules).filter((rule) => rule.urgency === page.urgency)
    const rules = written.length > 0 ? written : defaultNotificationRules(own, page.urgency)
    const person = own[0]?.user
    const quiet = page.urgency === 'low' ? (person?.quietHours ?? null) : null
    const outsideQuietHours = (instant: number) => afterQuietHours(instant, quiet, person?.timeZone ?? 'UTC')
    // Delays count from the end of quiet hours: mail at 08:00, SMS ten minutes after that.
    const start = outsideQuietHours(dispatch.at)
    for (const { rule, contactMethodId, delaySeconds, sendAt } of notificationTimes(rules, page.urgency, start)) {
      const free = outsideQuietHours(sendAt)
      const withoutQuietHours = dispatch.at + delaySeconds * 1_000
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
        heldSince: free > withoutQuietHours ? new Date(withoutQuietHours) : null,
        createdAt: now,
      })
    }
  }
  if (rows.length === 0) return []
  into.addDeliveries(rows)
  into.addTokens(
    [...new Set(rows.map((row) => row.engineerId))].map((engineerId) => ({
      tokenHash: hashToken(acknowledgeToken(page.id, engineerId, dispatch.cycle)),
      pageId: page.id,
      engineerId,
      cycle: dispatch.cycle,
      createdAt: now,
    })),
  )
  return rows.flatMap((row) => nudgeAt(row.id!, row.sendAt as Date, now))
}

/** The `step` in the delivery key of helpers: outside the policy's steps, so each is notified once per cycle. */
const helpOrdinal = -1

/** Notifies engineers who were asked to help, independently of the escalation. */
export async function askToHelp(
  work: Work,
  page: PageRow,
  engineerIds: readonly string[],
  now: Date,
): Promise<Nudge[]> {
  const rows = new PageRows()
  const methods = await methodsOf(work.tx, null, engineerIds)
  const dispatch = { at: now.getTime(), cycle: page.escalation.cycle, ordinal: helpOrdinal }
  const nudges = addDeliveries(rows, page, dispatch, engineerIds, methods, 'responder', now)
  await rows.write(work)
  return nudges
}

async function applyDecision(
  work: Work,
  page: PageRow,
  decision: Decision,
  facts: TargetFacts,
  rows: PageRows,
  now: Date,
): Promise<Nudge[]> {
  const { tx } = work
  const when = new Date(decision.at)
  const notify = async (engineerIds: readonly string[], kind: 'escalation' | 'managers_told') =>
    addDeliveries(
      rows,
      page,
      decision as Extract<Decision, { ordinal: number }>,
      engineerIds,
      await methodsOf(tx, facts, engineerIds),
      kind,
      now,
    )
  if (decision.kind === 'reopen') {
    // Rows of earlier decisions must be stored first, so that they are cancelled as well.
    await rows.write(work)
    await cancelPending(tx, page.id)
    rows.addLog(page.id, 'reopened', { cause: decision.cause, cycle: decision.cycle }, when)
    return []
  }
  const { cycle, round, ordinal, lateMs, gaps } = decision
  for (const gap of gaps) rows.addLog(page.id, 'coverage_gap', { ...gap, cycle, step: ordinal }, when)
  if (decision.kind === 'skip') {
    rows.addLog(page.id, 'step_skipped', { stepIndex: decision.stepIndex, cycle, round, lateMs }, when)
    return []
  }
  if (decision.kind === 'unanswered') {
    rows.addLog(page.id, 'unanswered', { cycle, round }, when)
    // A drill notifies nobody else; `endMissed` mails the managers.
    if (!decision.shouldNotifyManagers || page.drillPlanId !== null) return []
    return page.urgency === 'low'
      ? mailManagers(tx, page, unansweredKey(page, cycle), now)
      : notify(await selectManagers(tx), 'managers_told')
  }
  const engineerIds =
    decision.kind === 'persist'
      ? [...new Set([...decision.engineerIds, ...(await selectManagers(tx))])]
      : decision.engineerIds
  const detail = decision.kind === 'persist' ? {} : { stepIndex: decision.stepIndex }
  rows.addLog(page.id, decision.kind, { ...detail, engineerIds, cycle, round, ordinal, lateMs }, when)
  const nudges = await notify(engineerIds, 'escalation')
  // The page persists but nobody has a usable contact method: mail the managers at their account addresses.
  if (decision.kind !== 'persist' || nudges.length > 0) return nudges
  await rows.write(work)
  if (!(await hasDeliveries(tx, page.id, cycle))) return mailManagers(tx, page, unansweredKey(page, cycle), now)
  return nudges
}

/** Whether any notification was ever stored for this cycle of the page, in whatever state it is now. */
const hasDeliveries = async (tx: Tx, pageId: string, cycle: number): Promise<boolean> =>
  (await tx.delivery.findFirst({ where: { pageId, cycle }, select: { id: true } })) !== null

/**
 * Mails the managers, at the addresses of their accounts, that nobody has acknowledged a page.
 * @param key identifies the cause: each manager is mailed once per cause
 */
export async function mailManagers(
  tx: Tx,
  page: Pick<PageRow, 'ticketId' | 'severity' | 'about' | 'openedAt'>,
  key: string,
  now: Date,
): Promise<Nudge[]> {
  const nudges: Nudge[] = []
  for (const manager of await staffWithRole(tx, ['manager'])) {
    const mailId = await queueMail(tx, {
      uniqueKey: `${key}:${manager.id}`,
      template: 'page-unanswered',
      props: {
        ...page.about,
        severity: page.severity,
        openedAt: page.openedAt.toISOString(),
        ticketUrl: `${env().PUBLIC_URL}/desk/tickets/${page.about.reference}`,
      },
      ...recipientOf(manager),
      ticketId: page.ticketId,
      now,
    })
    nudges.push({ name: 'mail.send', payload: { mailId } })
  }
  return nudges
}

const unansweredKey = (page: PageRow, cycle: number) => `page-unanswered:${page.id}:${cycle}`

/** Notifications of the escalation and to managers. Requests for help are not included: they outlast the cycle. */
const escalationNotifications = { kind: { in: ['escalation', 'managers_told'] } }

/**
 * Cancels notifications of a page that have not been sent yet.
 * @param of which kinds: by default those of the escalation; a closing page also cancels requests for help
 */
export async function cancelPending(
  tx: Tx,
  pageId: string,
  of: { kind: string | { in: string[] }; engineerId?: string } = escalationNotifications,
): Promise<void> {
  await tx.delivery.updateMany({
    where: { pageId, state: 'pending', ...of },
    data: { state: 'cancelled', nextAt: null, claimToken: null, claimedUntil: null },
  })
}

/** Records that an engineer who was asked to help has joined, and cancels their pending requests for help. */
export async function joinAsResponder(work: Work, pageId: string, engineerId: string, now: Date): Promise<void> {
  const joined = await work.tx.pageResponder.updateMany({
    where: { pageId, engineerId, joinedAt: null },
    data: { joinedAt: now },
  })
  if (joined.count === 0) return
  await cancelPending(work.tx, pageId, { kind: 'responder', engineerId })
  await writeLog(work, pageId, 'responder_joined', { engineerId }, now)
}

/**
 * Decides what is due on a page by `now`, starting from the given state. Writes nothing.
 * @param prepared whom the policy's targets reach, when the caller has already read it
 */
export async function decide(
  tx: Tx,
  page: PageRow,
  from: EscalationState,
  now: Date,
  prepared?: TargetFacts,
): Promise<ReturnType<typeof advance> & { facts: TargetFacts }> {
  const drill = page.drillPlanId !== null
  const facts = prepared ?? (await selectTargetFacts(tx, page.policy))
  const decided = advance(page.policy, from, {
    severity: page.severity,
    urgency: page.urgency,
    // A page that opens now has sent nothing yet. A drill counts as sent, so that it never persists.
    sent: drill || (page.openedAt < now && (await hasSentAny(tx, page.id))),
    managers: page.urgency === 'low' ? await selectManagersOnly(tx) : new Set(),
    now: now.getTime(),
    reached: reachFrom(facts, page.turn),
  })
  return { ...decided, facts }
}

/** Writes the consequences of the decisions (notifications, log, mails) but not the page's own row. */
export async function applyDecisions(
  work: Work,
  page: PageRow,
  { state, decisions, facts }: Awaited<ReturnType<typeof decide>>,
  rows: PageRows,
  now: Date,
): Promise<Nudge[]> {
  const nudges: Nudge[] = []
  for (const decision of decisions) nudges.push(...(await applyDecision(work, page, decision, facts, rows, now)))
  await rows.write(work)
  if (state.scheduledAt !== null && state.scheduledAt - now.getTime() <= nudgeHorizonMs)
    nudges.push({ name: 'page.advance', payload: { pageId: page.id }, at: new Date(state.scheduledAt) })
  if (decisions.length > 0) work.live({ kind: 'page', pageId: page.id, ticketId: page.ticketId })
  return nudges
}

/**
 * Decides what is due on a page by `now`, starting from the given state, and writes the page and all consequences. The
 * caller holds the page's row lock.
 * @returns what to enqueue after the commit
 */
export async function advancePage(
  work: Work,
  page: PageRow,
  from: EscalationState,
  now: Date,
  extra: Prisma.PageUncheckedUpdateInput = {},
): Promise<Nudge[]> {
  const decided = await decide(work.tx, page, from, now)
  const reopens = decided.decisions.some((decision) => decision.kind === 'reopen')
  await work.tx.page.update({
    where: { id: page.id },
    data: {
      ...extra,
      ...stateColumns(decided.state),
      ...(reopens ? { acknowledgedAt: null, acknowledgedById: null } : {}),
    },
    select: { id: true },
  })
  return applyDecisions(work, page, decided, new PageRows(), now)
}
