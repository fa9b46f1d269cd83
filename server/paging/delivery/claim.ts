import { randomUUID } from 'node:crypto'
import type { Tx } from '@/server/infra/db/db'
import type { Nudge } from '@/server/infra/jobs/jobs'
import { nextRuleNow } from './next'
import { batchOf } from '../methods/notification.rules'
import { holdsUntil, leaseMs, longestWaitMs, maxLeaseMs, windowOf } from './retry.rules'
import { groupByStorm, isStorm, stormBundleMs, stormSpanMs } from './storm.rules'
import type { ContactKind } from '../facts'
import { lockMethod } from '../queries'
import type { PageOfDelivery } from './bundle'

export interface ClaimedDelivery {
  id: string
  pageId: string
  cycle: number
  step: number
  kind: string
  attempts: number
  faults: number
  mayHaveArrived: boolean
  page: PageOfDelivery
}

export interface Claimed {
  claimToken: string
  claimedUntil: Date
  messageId: string
  method: { id: string; kind: ContactKind; address: string; detail: unknown }
  /** Other notifications for the method wait until then. */
  bundleUntil: Date
  engineer: { id: string; locale: string; timeZone: string }
  deliveries: ClaimedDelivery[]
}

export type Claim =
  | { kind: 'nothing' }
  /** @property endedPageIds pages whose notifications were cancelled because their method has ended */
  | { kind: 'later'; nudges: Nudge[]; endedPageIds?: string[] }
  | { kind: 'send'; claimed: Claimed /** For notifications that wait for this message. */; nudges: Nudge[] }

const pageColumns = {
  state: true,
  cycle: true,
  severity: true,
  drillPlanId: true,
  about: true,
  openedAt: true,
  ticket: { select: { organisationId: true } },
} as const

/**
 * Whether a notification should still be sent. One of the escalation: until its page is acknowledged or closed, or has
 * reopened in a new cycle; a later rule of the last step is sent although the page is unanswered. One to managers:
 * until somebody acknowledges. A request for help: until the page closes.
 */
export function isStillWanted(delivery: {
  kind: string
  cycle: number
  page: { state: string; cycle: number }
}): boolean {
  if (delivery.kind === 'managers_told') return ['open', 'unanswered'].includes(delivery.page.state)
  if (delivery.kind !== 'escalation') return delivery.page.state !== 'closed'
  return ['open', 'unanswered'].includes(delivery.page.state) && delivery.page.cycle === delivery.cycle
}

/**
 * Locks and returns what is due for a method, so that a concurrent acknowledgement cannot cancel it while it is
 * claimed.
 */
async function lockWaiting(tx: Tx, contactMethodId: string, now: Date) {
  const [beyondWait, beyondLease] = [longestWaitMs, maxLeaseMs].map((ms) => new Date(now.getTime() + ms))
  // Rows that an acknowledgement has locked are skipped; if it rolls back, the sweep finds them again.
  const held = await tx.$queryRaw<{ id: string }[]>`
    select "id" from "Delivery"
    where "contactMethodId" = ${contactMethodId}::uuid and "state" = 'pending' and "sendAt" <= ${now}
      and ("nextAt" <= ${now} or "nextAt" > ${beyondWait})
      and ("claimedUntil" is null or "claimedUntil" <= ${now} or "claimedUntil" > ${beyondLease})
    for update skip locked`
  return tx.delivery.findMany({
    where: { id: { in: held.map((row) => row.id) } },
    orderBy: [{ sendAt: 'asc' }, { createdAt: 'asc' }, { id: 'asc' }],
    include: { page: { select: pageColumns } },
  })
}

/**
 * Returns those of the organisations that are in a storm, with the time (epoch ms) until which their next bundle to the
 * method waits; null when it may go.
 */
async function stormsOf(
  tx: Tx,
  contactMethodId: string,
  organisationIds: readonly string[],
  now: Date,
): Promise<Map<string, number | null>> {
  const storms = new Map<string, number | null>()
  for (const organisationId of organisationIds) {
    const filings = await tx.ticket.count({
      where: { organisationId, createdAt: { gt: new Date(now.getTime() - stormSpanMs), lte: now } },
    })
    if (!isStorm(filings)) continue
    const window = await tx.stormWindow.findUnique({
      where: { contactMethodId_organisationId: { contactMethodId, organisationId } },
      select: { until: true },
    })
    storms.set(organisationId, window && holdsUntil(window.until, now, stormBundleMs) ? window.until.getTime() : null)
  }
  return storms
}

/**
 * Claims the notification together with all others that wait for the same contact method: the first goes at once, those
 * that follow within the method's window go as one message (SEMANTICS §3, storms). One request is in flight per method.
 * The attempt is recorded before it is made, so that a crash in between is detected and the repeat is marked as one.
 */
export async function claimDelivery(tx: Tx, deliveryId: string, workerId: string, now: Date): Promise<Claim> {
  const wanted = await tx.delivery.findUnique({ where: { id: deliveryId }, select: { contactMethodId: true } })
  if (!wanted) return { kind: 'nothing' }
  await lockMethod(tx, wanted.contactMethodId)
  const method = await tx.contactMethod.findUniqueOrThrow({
    where: { id: wanted.contactMethodId },
    include: { user: { select: { id: true, locale: true, timeZone: true } } },
  })
  const waiting = await lockWaiting(tx, method.id, now)
  const hasEnded = method.disabledAt !== null || method.failedAt !== null
  const unwanted = waiting.filter((delivery) => hasEnded || !isStillWanted(delivery))
  if (unwanted.length > 0)
    await tx.delivery.updateMany({
      where: { id: { in: unwanted.map((delivery) => delivery.id) } },
      data: { state: 'cancelled', nextAt: null },
    })
  if (hasEnded) {
    // These waited for a message that found the method ended: their engineer's next rule is due at once.
    const failed = unwanted.filter(isStillWanted)
    return {
      kind: 'later',
      nudges: await nextRuleNow(tx, failed, method.user.id, now),
      endedPageIds: failed.map(({ pageId }) => pageId),
    }
  }
  const due = waiting.filter((delivery) => !unwanted.includes(delivery))
  if (due.length === 0) return { kind: 'nothing' }
  const postponeUntil = async (deliveries: typeof due, at: Date): Promise<Nudge[]> => {
    const [next] = deliveries
    if (!next) return []
    await tx.delivery.updateMany({
      where: { id: { in: deliveries.map((delivery) => delivery.id) } },
      data: { nextAt: at },
    })
    return [{ name: 'delivery.send', payload: { deliveryId: next.id }, at }]
  }
  if (method.sendingToken !== null && holdsUntil(method.sendingUntil, now, maxLeaseMs))
    return { kind: 'later', nudges: await postponeUntil(due, method.sendingUntil) }
  if (holdsUntil(method.bundleUntil, now, windowOf(method.kind)))
    return { kind: 'later', nudges: await postponeUntil(due, method.bundleUntil) }

  const withOrganisation = due.map((delivery) => ({
    ...delivery,
    organisationId: delivery.page.ticket?.organisationId ?? null,
  }))
  const organisationIds = [...new Set(withOrganisation.flatMap(({ organisationId }) => organisationId ?? []))]
  const groups = groupByStorm(withOrganisation, await stormsOf(tx, method.id, organisationIds, now))
  const nudges: Nudge[] = []
  for (const { deliveries, until } of groups)
    if (until !== null) nudges.push(...(await postponeUntil(deliveries, new Date(until))))
  const ready = groups.filter(({ until }) => until === null)
  const [group] = ready
  if (!group) return { kind: 'later', nudges }

  const { messageId, deliveries } = batchOf(group.deliveries)
  const ids = deliveries.map((delivery) => delivery.id)
  const claimToken = `${workerId}:${randomUUID()}`
  const claimedUntil = new Date(now.getTime() + leaseMs)
  await tx.delivery.updateMany({
    where: { id: { in: ids } },
    data: {
      claimToken,
      claimedUntil,
      nextAt: claimedUntil,
      attempts: { increment: 1 },
      mayHaveArrived: true,
      bundledWithId: messageId === ids[0] && ids.length === 1 ? null : messageId,
    },
  })
  await tx.deliveryAttempt.createMany({
    data: deliveries.map((delivery) => ({
      deliveryId: delivery.id,
      at: now,
      workerId,
      outcome: 'started',
      repeated: delivery.mayHaveArrived,
      bundleSize: deliveries.length,
    })),
  })
  const bundleUntil = new Date(now.getTime() + windowOf(method.kind))
  await tx.contactMethod.update({
    where: { id: method.id },
    data: { bundleUntil, sendingToken: claimToken, sendingUntil: claimedUntil },
    select: { id: true },
  })
  if (group.organisationId !== null) {
    const until = new Date(now.getTime() + stormBundleMs)
    const key = { contactMethodId: method.id, organisationId: group.organisationId }
    await tx.stormWindow.upsert({
      where: { contactMethodId_organisationId: key },
      create: { ...key, until },
      update: { until },
      select: { until: true },
    })
  }
  const behind = ready.flatMap((one) => one.deliveries).filter((delivery) => !ids.includes(delivery.id))
  return {
    kind: 'send',
    claimed: { claimToken, claimedUntil, messageId, method, bundleUntil, engineer: method.user, deliveries },
    nudges: [...nudges, ...(await postponeUntil(behind, bundleUntil))],
  }
}
