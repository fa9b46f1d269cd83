import { randomUUID } from 'node:crypto'
import type { Prisma } from '@/generated/prisma/client'
import type { Severity } from '@/server/vocabulary/severity'
import type { Tx } from '@/server/infra/db/db'
import type { Nudge } from '@/server/infra/jobs/jobs'
import { carryOutAll, decide, stateColumns } from './dispatch'
import { PageRows } from './page-rows'
import { openPage as openState } from './escalation.rules'
import type { EscalationDefinition, Urgency } from '../schema'
import type { PageRow, PageSubject } from '../queries'
import type { TargetFacts } from './target-facts'

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
 * Writes a new page, carries out its first step and writes its log: `opened` with this detail, then what else is noted.
 * @param trigger what asked for somebody; a drill has none
 * @param prepared whom the policy's targets reach, when that was read before
 */
export async function openPage(
  tx: Tx,
  input: NewPage,
  noted: { opened: Record<string, unknown>; gap?: Record<string, unknown>; trigger?: PageTriggerRow },
  now: Date,
  prepared?: TargetFacts,
): Promise<Nudge[]> {
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
  return carryOutAll(tx, page, decided, rows, now)
}

export interface PageTriggerRow {
  key: string
  kind: string
  detail: Record<string, unknown>
  at: Date
}

/** Notes what asked for somebody; returns false when the same trigger was noted before. */
export async function addTrigger(tx: Tx, pageId: string, { key, kind, detail, at }: PageTriggerRow): Promise<boolean> {
  const added = await tx.pageTrigger.createMany({
    data: [{ pageId, key, kind, detail: detail as Prisma.InputJsonObject, at }],
    skipDuplicates: true,
  })
  return added.count > 0
}
