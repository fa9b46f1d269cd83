import { Prisma } from '@/generated/prisma/client'
import type { Client, Tx } from '@/server/infra/db/db'
import type { Nudge } from '@/server/infra/jobs/jobs'
import { makeNextStepDue } from '../page/escalation.rules'
import { longestWaitMs } from './retry.rules'
import type { ContactKind } from '../facts'
import { escalationState } from '../schema'
import { stateColumns } from '../page/dispatch'

/** Makes notifications and steps due early because something they waited for has ended (SEMANTICS §3, delivery). */

const sendNudge = (deliveryId: string): Nudge => ({ name: 'delivery.send', payload: { deliveryId } })

/** Makes the engineer's next pending notification rule due at `now`, for each delivery that failed or was refused. */
export async function nextRuleNow(
  tx: Tx,
  deliveries: readonly { pageId: string; cycle: number; step: number }[],
  engineerId: string,
  now: Date,
): Promise<Nudge[]> {
  const nudges: Nudge[] = []
  for (const { pageId, cycle, step } of deliveries) {
    // Skipped when locked: an acknowledgement is cancelling it, and waiting for that could deadlock.
    const [next] = await tx.$queryRaw<{ id: string }[]>`
      select "id" from "Delivery"
      where "pageId" = ${pageId}::uuid and "cycle" = ${cycle} and "step" = ${step} and "engineerId" = ${engineerId}::uuid
        and "state" = 'pending' and "sendAt" > ${now}
      order by "sendAt", "rule" limit 1
      for update skip locked`
    if (!next) continue
    const moved = await tx.delivery.updateMany({
      where: { id: next.id, state: 'pending' },
      data: { sendAt: now, nextAt: now },
    })
    if (moved.count > 0) nudges.push(sendNudge(next.id))
  }
  return nudges
}

/**
 * Locks the pages of notifications that are about to change, in the order of their ids. Lock order: pages, then the
 * contact method, then notifications.
 */
export async function lockPagesOf(tx: Tx, pageIds: readonly string[]): Promise<void> {
  await tx.$queryRaw`
    select 1 from "Page" where "id" = any(${[...new Set(pageIds)]}::uuid[]) order by "id" for update`
}

/**
 * Makes the next step due of every given page whose newest step has no pending or sent notification left. Locks the
 * pages' rows.
 */
export async function makeNextStepsDue(tx: Tx, pageIds: readonly string[], now: Date): Promise<Nudge[]> {
  if (pageIds.length === 0) return []
  await lockPagesOf(tx, pageIds)
  const lost = await tx.$queryRaw<{ id: string; escalation: unknown }[]>`
    select p."id", p."escalation" from "Page" p
    join lateral (
      select max("step") as "step" from "Delivery" d
      where d."pageId" = p."id" and d."cycle" = p."cycle" and d."kind" = 'escalation'
    ) newest on newest."step" is not null
    where p."id" = any(${[...new Set(pageIds)]}::uuid[]) and p."state" = 'open'
      and not exists (
        select 1 from "Delivery" d
        where d."pageId" = p."id" and d."cycle" = p."cycle" and d."step" = newest."step" and d."kind" = 'escalation'
          and d."state" in ('pending', 'sent')
      )`
  const nudges: Nudge[] = []
  for (const { id, escalation } of lost) {
    // A page whose state cannot be parsed is not advanced; the sweep reports it. The failure is recorded all the same.
    const state = escalationState.safeParse(escalation)
    if (!state.success) continue
    const next = makeNextStepDue(state.data, state.data.cycle, now.getTime())
    if (next === state.data) continue
    await tx.page.update({ where: { id }, data: stateColumns(next), select: { id: true } })
    nudges.push({ name: 'page.advance', payload: { pageId: id } })
  }
  return nudges
}

/**
 * Makes notifications due that wait for a method after its request has ended: those not attempted yet and, with
 * `refusedToo` (after a success), also those that it refused before.
 */
export async function releaseMethod(
  tx: Tx,
  contactMethodId: string,
  now: Date,
  { refusedToo }: { refusedToo: boolean },
): Promise<Nudge[]> {
  const released = await tx.$queryRaw<{ id: string }[]>`
    update "Delivery" set "nextAt" = ${now} where "id" in (
      select "id" from "Delivery"
      where "contactMethodId" = ${contactMethodId}::uuid and "state" = 'pending' and "sendAt" <= ${now}
        and "nextAt" > ${now} and "claimToken" is null and ("attempts" = 0 or ${refusedToo})
      for update skip locked)
    returning "id"`
  return released.slice(0, 1).map(({ id }) => sendNudge(id))
}

/** Kinds whose methods share one provider, so that a success of one method indicates that all work again. */
const kindsWithSharedProvider: readonly ContactKind[] = ['email', 'sms', 'voice']

/** Makes notifications due that a channel refused "not now"; called when it has just accepted one again. */
export async function releaseChannel(tx: Tx, kind: ContactKind, now: Date): Promise<Nudge[]> {
  if (!kindsWithSharedProvider.includes(kind)) return []
  const released = await tx.$queryRaw<{ id: string; contactMethodId: string }[]>`
    update "Delivery" set "nextAt" = ${now} where "id" in (
      select d."id" from "Delivery" d join "ContactMethod" m on m."id" = d."contactMethodId"
      where m."kind" = ${kind}::"ContactKind" and d."state" = 'pending' and d."sendAt" <= ${now}
        and d."nextAt" > ${now} and d."claimToken" is null and d."attempts" > 0
      for update of d skip locked)
    returning "id", "contactMethodId"`
  const methods = new Map(released.map(({ id, contactMethodId }) => [contactMethodId, id]))
  return [...methods.values()].map(sendNudge)
}

/**
 * Makes notifications due that waited for the end of a call.
 * @param call for a call that was never made: its `bundleUntil`, and the ids of its own notifications, which keep their
 *   next instant. Changes nothing when another call has begun since.
 */
export async function endCall(
  tx: Tx,
  contactMethodId: string,
  now: Date,
  call?: { bundleUntil: Date; ids: readonly string[] },
): Promise<Nudge[]> {
  const ended = await tx.contactMethod.updateMany({
    where: { id: contactMethodId, ...(call ? { bundleUntil: call.bundleUntil } : {}) },
    data: { bundleUntil: null },
  })
  if (ended.count === 0) return []
  const except = call?.ids ?? []
  const [next] = await tx.delivery.updateManyAndReturn({
    where: { contactMethodId, id: { notIn: [...except] }, state: 'pending', sendAt: { lte: now }, claimToken: null },
    data: { nextAt: now },
    select: { id: true },
  })
  return next ? [sendNudge(next.id)] : []
}

/**
 * Returns the ids of notifications that are due or whose lease has expired, oldest first. One whose next instant lies
 * further ahead than any rule can set it was written by a wrong clock and counts as due.
 * @param channel restricts the result to methods of this kind; null: all
 */
export async function selectDueDeliveries(
  client: Client,
  now: Date,
  limit: number,
  channel: ContactKind | null = null,
): Promise<string[]> {
  const beyond = new Date(now.getTime() + longestWaitMs)
  const ofChannel = channel
    ? Prisma.sql`and exists (
        select 1 from "ContactMethod" m where m."id" = d."contactMethodId" and m."kind" = ${channel}::"ContactKind")`
    : Prisma.empty
  const rows = await client.$queryRaw<{ id: string }[]>`
    (select "id", "nextAt" from "Delivery" d
      where "nextAt" is not null and "nextAt" <= ${now} ${ofChannel} order by "nextAt", "id" limit ${limit})
    union all
    (select "id", "nextAt" from "Delivery" d
      where "nextAt" is not null and "nextAt" > ${beyond} and "sendAt" <= ${now} ${ofChannel}
      order by "nextAt", "id" limit ${limit})
    limit ${limit}`
  return rows.map(({ id }) => id)
}

/** Returns the channel of a notification; null when the notification does not exist. */
export async function selectChannel(client: Client, deliveryId: string): Promise<ContactKind | null> {
  const delivery = await client.delivery.findUnique({
    where: { id: deliveryId },
    select: { contactMethod: { select: { kind: true } } },
  })
  return delivery?.contactMethod.kind ?? null
}
