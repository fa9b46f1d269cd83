import { randomUUID } from 'node:crypto'
import type { Prisma } from '@/generated/prisma/client'
import type { Severity } from '@/server/vocabulary/severity'
import { staffWithRole } from '@/server/accounts/sign-in/options'
import { isTransactionConflict } from '@/server/infra/db/database-errors'
import type { Client, Tx } from '@/server/infra/db/db'
import type { Nudge } from '@/server/infra/jobs/jobs'
import { log } from '@/server/infra/log'
import type { Work } from '@/server/infra/db/unit-of-work'
import { cancelPending, applyDecisions, decide, mailManagers, stateColumns, advancePage, writeLog } from './dispatch'
import { joinTrigger, openPage as openState } from './escalation.rules'
import { PageRows } from './page-rows'
import { choosePolicy } from '../policy/policy-choice.rules'
import { escalationLimits, type Urgency } from '../facts'
import { type EscalationDefinition, escalationDefinition } from '../schema'
import { followFacts } from './page-facts'
import { countTurns, lockOpenPage, type PageRow, type PageSubject, selectPolicies } from '../queries'
import { selectTargetFacts, type TargetFacts } from '../policy/target-facts'

export interface OpenOrJoinPage {
  ticketId: string
  /** The ticket's team; together with the severity it chooses the policy of a new page. */
  teamId: string | null
  /** The policy that routing chose for the ticket, if any. */
  routedPolicyId: string | null
  severity: Severity
  urgency: Urgency
  about: PageSubject
  trigger: { key: string; kind: string; detail: Record<string, unknown>; at: Date }
  /** Whether the ticket has been answered since the acknowledgement. */
  answered: boolean
  responseWarningAt: Date | null
  now: Date
  /** Whether the ticket is created in this transaction: it has no page to join then, so none is looked up. */
  isNew?: boolean
  /** What `prepareOpening` read before the transaction; null or absent when it was not called or failed. */
  prepared?: PreparedOpening | null
}

type Policy = NonNullable<ReturnType<typeof choosePolicy<Awaited<ReturnType<typeof selectPolicies>>[number]>>>

/** The policy that a new page would open with, and whom its targets reach; read before the transaction. */
export interface PreparedOpening {
  policy: Policy
  facts: TargetFacts
}

/**
 * Reads the policy that a page of a ticket would open with and whom it reaches, so that the transaction that opens the
 * page holds its locks for fewer round trips. Returns null when there is no policy or reading fails (which is logged):
 * the transaction then reads them itself.
 */
export async function prepareOpening(
  client: Client,
  asked: Pick<OpenOrJoinPage, 'teamId' | 'routedPolicyId' | 'severity'>,
): Promise<PreparedOpening | null> {
  try {
    const policy = choosePolicy(await selectPolicies(client), asked)
    return policy ? { policy, facts: await selectTargetFacts(client, policy.definition) } : null
  } catch (error) {
    log.warn({ err: error }, 'whom to page could not be read in advance')
    return null
  }
}

/**
 * Opens a page for a ticket, or adds the trigger to the open page; the same trigger counts once (SEMANTICS §3). Step 1
 * is carried out in this transaction, so its notifications are stored together with the ticket. The caller holds the
 * ticket's row lock. A failure to choose whom to page does not fail the caller: it is logged and recorded as a coverage
 * gap, and the page goes to the managers.
 * @returns what to enqueue after the commit
 */
export async function openOrJoinPage(work: Work, input: OpenOrJoinPage): Promise<Nudge[]> {
  const { tx } = work
  // What was read ahead may be outdated, for example by a deleted policy: then everything is read again.
  for (const attempt of input.prepared ? [input, { ...input, prepared: null }] : [input]) {
    try {
      return await work.attempt(() => openOrJoin(work, attempt))
    } catch (error) {
      if (isTransactionConflict(error)) throw error
      log.error({ ticketId: input.ticketId, err: error }, 'whom to page could not be chosen')
    }
  }
  try {
    return await work.attempt(() => openForManagers(work, input))
  } catch (error) {
    if (isTransactionConflict(error)) throw error
    log.error({ ticketId: input.ticketId, err: error }, 'a page could not be opened')
  }
  // The ticket has a page whose row cannot be read, so no page can be opened: mail the managers.
  return mailManagers(
    tx,
    { ...input, openedAt: input.now },
    `page-fault:${input.ticketId}:${input.trigger.key}`,
    input.now,
  )
}

async function openOrJoin(work: Work, input: OpenOrJoinPage): Promise<Nudge[]> {
  const { tx } = work
  const { now, trigger } = input
  const open = input.isNew ? null : await lockOpenPage(tx, input.ticketId)
  if (open) {
    if (!(await addTrigger(tx, open.id, trigger))) return []
    const facts = { severity: input.severity, responseWarningAt: input.responseWarningAt, urgency: input.urgency }
    const joined = joinTrigger(open.escalation, { kind: trigger.kind, answered: input.answered }, now.getTime())
    await writeLog(work, open.id, 'joined', { kind: trigger.kind, ...trigger.detail }, now)
    if (!joined.reopened) return followFacts(work, open, facts, now)
    await cancelPending(tx, open.id)
    await writeLog(work, open.id, 'reopened', { cause: trigger.kind, cycle: joined.state.cycle }, now)
    return advancePage(work, { ...open, severity: input.severity, urgency: input.urgency }, joined.state, now, {
      ...facts,
      acknowledgedAt: null,
      acknowledgedById: null,
    })
  }
  if (input.prepared) return openWith(work, input, input.prepared.policy)
  const policy = choosePolicy(await selectPolicies(tx), input)
  return policy ? openWith(work, input, policy) : openForManagers(work, input)
}

/** Opens a page with a policy, or with a bare definition (`id` null) when no policy can be used. */
async function openWith(
  work: Work,
  input: OpenOrJoinPage,
  policy: { id: string | null; definition: EscalationDefinition },
  gap?: Record<string, unknown>,
): Promise<Nudge[]> {
  const { now, trigger } = input
  return openPage(
    work,
    {
      ticketId: input.ticketId,
      policyId: policy.id,
      policy: policy.definition,
      turn: await roundRobinTurn(work.tx, policy),
      urgency: input.urgency,
      severity: input.severity,
      about: input.about,
      responseWarningAt: input.responseWarningAt,
    },
    { opened: { kind: trigger.kind, ...trigger.detail }, gap, trigger },
    now,
    input.prepared && policy.id === input.prepared.policy.id ? input.prepared.facts : undefined,
  )
}

/**
 * Returns the turn of a policy that calls a team in rotation, else 0. Counted under the caller's locks, so that no two
 * pages take the same turn.
 */
async function roundRobinTurn(
  tx: Tx,
  policy: { id: string | null; definition: EscalationDefinition },
): Promise<number> {
  const takesTurns = policy.definition.steps.some((step) => step.targets.some((target) => target.type === 'roundRobin'))
  return policy.id !== null && takesTurns ? countTurns(tx, policy.id) : 0
}

/**
 * Opens the page for the managers, or for the administrators when there are none, because no escalation policy can be
 * used. Opens nothing when there are no administrators either.
 */
async function openForManagers(work: Work, input: OpenOrJoinPage): Promise<Nudge[]> {
  const managers = await staffWithRole(work.tx, ['manager'])
  const people = managers.length > 0 ? managers : await staffWithRole(work.tx, ['administrator'])
  if (people.length === 0) return []
  const definition = escalationDefinition.parse({
    steps: [
      {
        delayMinutes: 5,
        targets: people.slice(0, escalationLimits.targets).map(({ id }) => ({ type: 'engineer', id })),
      },
    ],
    repeats: 1,
  })
  const gap = { target: null, reason: 'no_policy', engineerId: null, cycle: 1, step: 0 }
  return openWith(work, input, { id: null, definition }, gap)
}

export interface NewPage {
  ticketId: string | null
  drillPlanId?: string
  plannedFor?: Date
  policyId: string | null
  policy: EscalationDefinition
  turn: number
  urgency: Urgency
  severity: Severity
  about: PageSubject
  responseWarningAt: Date | null
}

/**
 * Writes a new page, carries out its first step and writes its log.
 * @param noted `opened`: detail of the first log entry; `gap`: detail of a coverage gap to log; `trigger`: what caused
 *   the page (a drill has none)
 * @param prepared whom the policy's targets reach, when the caller has already read it
 */
export async function openPage(
  work: Work,
  input: NewPage,
  noted: { opened: Record<string, unknown>; gap?: Record<string, unknown>; trigger?: PageTriggerRow },
  now: Date,
  prepared?: TargetFacts,
): Promise<Nudge[]> {
  const { tx } = work
  const { policy, about, ...columns } = input
  const id = randomUUID()
  const from = openState(now.getTime())
  const policySnapshot = policy as unknown as Prisma.JsonObject
  const page: PageRow = {
    ...columns,
    id,
    drillPlanId: input.drillPlanId ?? null,
    policy,
    policySnapshot,
    about,
    openedAt: now,
    state: from.state,
    cycle: from.cycle,
    escalation: from,
    acknowledgedAt: null,
    acknowledgedById: null,
    closedAt: null,
  }
  const decided = await decide(tx, page, from, now, prepared)
  await tx.page.create({
    data: {
      ...columns,
      id,
      policySnapshot,
      about: about as unknown as Prisma.InputJsonObject,
      openedAt: now,
      ...stateColumns(decided.state),
    },
    select: { id: true },
  })
  if (noted.trigger) await addTrigger(tx, id, noted.trigger)
  const rows = new PageRows()
  rows.addLog(id, 'opened', noted.opened, now)
  if (noted.gap) rows.addLog(id, 'coverage_gap', noted.gap, now)
  return applyDecisions(work, page, decided, rows, now)
}

export interface PageTriggerRow {
  key: string
  kind: string
  detail: Record<string, unknown>
  at: Date
}

/** Records a trigger of a page; returns false when a trigger with the same key was recorded before. */
export async function addTrigger(tx: Tx, pageId: string, { key, kind, detail, at }: PageTriggerRow): Promise<boolean> {
  const added = await tx.pageTrigger.createMany({
    data: [{ pageId, key, kind, detail: detail as Prisma.InputJsonObject, at }],
    skipDuplicates: true,
  })
  return added.count > 0
}
