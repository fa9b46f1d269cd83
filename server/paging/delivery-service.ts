import { randomUUID } from 'node:crypto'
import { type Severity, severityRank } from '@/server/accounts/schema'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db'
import type { Nudge } from '@/server/infra/jobs'
import { log } from '@/server/infra/log'
import { unitOfWork } from '@/server/infra/unit-of-work'
import { batchOf, bundleWindowMs, longestCallMs } from './rules/notification'
import type { ContactKind } from './schema'
import { lockMethod, markFailed, type PageSubject } from './store'
import { acknowledgeToken } from './tokens'
import { NotificationRefused, type PageTransports } from './transports'
import { calledFor } from './words'

const leaseMs = 30_000
const mostAttempts = 6
export const windowOf = (kind: ContactKind) => bundleWindowMs(kind) ?? longestCallMs

interface Claimed {
  claimToken: string
  /** What every message of this batch carries, the first and each repeat. */
  messageId: string
  method: { id: string; kind: ContactKind; address: string; detail: unknown }
  /** Until then others wait for this message. */
  bundleUntil: Date
  engineer: { id: string; locale: string; timeZone: string }
  deliveries: {
    id: string
    pageId: string
    cycle: number
    step: number
    kind: string
    attempts: number
    page: {
      severity: string
      drillPlanId: string | null
      about: unknown
      openedAt: Date
      responseWarningAt: Date | null
    }
  }[]
}

type Claim =
  | { kind: 'nothing' }
  | { kind: 'later'; nudges: Nudge[] }
  | { kind: 'send'; claimed: Claimed /** For what waits behind this message. */; nudges: Nudge[] }

/**
 * A notification still has a purpose until its page is acknowledged, closed or opened again: a later rule of the last
 * step goes out although the page went unanswered meanwhile. Managers are told until somebody acknowledges; whoever was
 * asked to help is wanted although somebody did.
 */
function stillWanted(delivery: { kind: string; cycle: number; page: { state: string; cycle: number } }): boolean {
  if (delivery.kind === 'MANAGERS_TOLD') return ['OPEN', 'UNANSWERED'].includes(delivery.page.state)
  if (delivery.kind !== 'ESCALATION') return delivery.page.state !== 'CLOSED'
  return ['OPEN', 'UNANSWERED'].includes(delivery.page.state) && delivery.page.cycle === delivery.cycle
}

/**
 * Takes the notification, and with it all others that wait for the same contact method: the first goes at once, those
 * that follow within the method's window go as one message (SEMANTICS §3, storms). The attempt is recorded before it
 * is made, so that a crash in between is seen and the repeat can say that it is one.
 */
async function claim(tx: Tx, deliveryId: string, workerId: string, now: Date): Promise<Claim> {
  const wanted = await tx.delivery.findUnique({ where: { id: deliveryId }, select: { contactMethodId: true } })
  if (!wanted) return { kind: 'nothing' }
  await lockMethod(tx, wanted.contactMethodId)
  const method = await tx.contactMethod.findUniqueOrThrow({
    where: { id: wanted.contactMethodId },
    include: { user: { select: { id: true, locale: true, timeZone: true } } },
  })
  // Locked, so that an acknowledgement in this instant cannot cancel what is written below; what it holds already is
  // left to it, and to the sweep should it come to nothing.
  const held = await tx.$queryRaw<{ id: string }[]>`
    select "id" from "Delivery"
    where "contactMethodId" = ${method.id}::uuid and "state" = 'PENDING' and "sendAt" <= ${now} and "nextAt" <= ${now}
      and ("claimedUntil" is null or "claimedUntil" <= ${now})
    for update skip locked`
  const waiting = await tx.delivery.findMany({
    where: { id: { in: held.map((row) => row.id) } },
    orderBy: [{ sendAt: 'asc' }, { createdAt: 'asc' }],
    include: {
      page: {
        select: {
          state: true,
          cycle: true,
          severity: true,
          drillPlanId: true,
          about: true,
          openedAt: true,
          responseWarningAt: true,
        },
      },
    },
  })
  const vain = waiting.filter(
    (delivery) => !stillWanted(delivery) || method.disabledAt !== null || method.failedAt !== null,
  )
  if (vain.length > 0)
    await tx.delivery.updateMany({
      where: { id: { in: vain.map((delivery) => delivery.id) } },
      data: { state: 'CANCELLED', nextAt: null },
    })
  // Whoever waited behind a message that found the method gone has failed with it: their next rule goes at once.
  if (method.disabledAt !== null || method.failedAt !== null)
    return { kind: 'later', nudges: await nextRuleNow(tx, vain.filter(stillWanted), method.user.id, now) }
  const due = waiting.filter((delivery) => !vain.includes(delivery))
  if (due.length === 0) return { kind: 'nothing' }
  const laterAt = async (deliveries: typeof due, at: Date): Promise<Nudge[]> => {
    const [next] = deliveries
    if (!next) return []
    await tx.delivery.updateMany({
      where: { id: { in: deliveries.map((delivery) => delivery.id) } },
      data: { nextAt: at },
    })
    return [{ name: 'delivery.send', payload: { deliveryId: next.id }, at }]
  }
  if (method.bundleUntil && method.bundleUntil > now)
    return { kind: 'later', nudges: await laterAt(due, method.bundleUntil) }
  const { messageId, deliveries } = batchOf(due)
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
      bundledWithId: messageId === ids[0] && ids.length === 1 ? null : messageId,
    },
  })
  await tx.deliveryAttempt.createMany({
    data: deliveries.map((delivery) => ({
      deliveryId: delivery.id,
      at: now,
      workerId,
      outcome: 'STARTED',
      repeated: delivery.attempts > 0,
      bundleSize: deliveries.length,
    })),
  })
  const bundleUntil = new Date(now.getTime() + windowOf(method.kind))
  await tx.contactMethod.update({ where: { id: method.id }, data: { bundleUntil }, select: { id: true } })
  return {
    kind: 'send',
    claimed: { claimToken, messageId, method, bundleUntil, engineer: method.user, deliveries },
    nudges: await laterAt(
      due.filter((delivery) => !ids.includes(delivery.id)),
      bundleUntil,
    ),
  }
}

function messageOf(claimed: Claimed, transports: PageTransports, now: Date) {
  const { deliveries, engineer } = claimed
  const ordered = [...deliveries].sort(
    (a, b) => severityRank[a.page.severity as Severity] - severityRank[b.page.severity as Severity],
  )
  const head = ordered[0]!
  const toldOf = (delivery: (typeof deliveries)[number]) => ({
    ...calledFor(delivery.page, engineer.locale),
    drill: delivery.page.drillPlanId !== null,
    ...urlsOf(delivery),
  })
  const urlsOf = (delivery: (typeof deliveries)[number]) => ({
    acknowledgeUrl: `${transports.publicUrl}/p/${acknowledgeToken(delivery.pageId, engineer.id, delivery.cycle)}`,
    ticketUrl:
      delivery.page.drillPlanId === null
        ? `${transports.publicUrl}/desk/tickets/${(delivery.page.about as PageSubject).reference}`
        : `${transports.publicUrl}/desk/oncall`,
  })
  const told = head.kind === 'MANAGERS_TOLD'
  return {
    id: claimed.messageId,
    attemptId: `${claimed.messageId}-${head.attempts + 1}`,
    template: told ? ('page-unanswered' as const) : ('page' as const),
    acknowledgeUrl: urlsOf(head).acknowledgeUrl,
    locale: engineer.locale,
    timeZone: engineer.timeZone,
    now,
    props: {
      ...toldOf(head),
      openedAt: head.page.openedAt.toISOString(),
      cycle: head.cycle,
      step: head.step + 1,
      count: deliveries.length,
      others: ordered.slice(1).map(toldOf),
      repeated: head.attempts > 0,
      deliveryId: claimed.messageId,
    },
  }
}

/** What a permanent failure does: the engineer's next rule, were it for later, goes now (SEMANTICS §3). */
export async function nextRuleNow(
  tx: Tx,
  deliveries: readonly { pageId: string; cycle: number; step: number }[],
  engineerId: string,
  now: Date,
): Promise<Nudge[]> {
  const nudges: Nudge[] = []
  for (const { pageId, cycle, step } of deliveries) {
    // Passed over when locked: an acknowledgement is cancelling it, and waiting for that could make a circle.
    const [next] = await tx.$queryRaw<{ id: string }[]>`
      select "id" from "Delivery"
      where "pageId" = ${pageId}::uuid and "cycle" = ${cycle} and "step" = ${step} and "engineerId" = ${engineerId}::uuid
        and "state" = 'PENDING' and "sendAt" > ${now}
      order by "sendAt", "rule" limit 1
      for update skip locked`
    if (!next) continue
    const moved = await tx.delivery.updateMany({
      where: { id: next.id, state: 'PENDING' },
      data: { sendAt: now, nextAt: now },
    })
    if (moved.count > 0) nudges.push({ name: 'delivery.send', payload: { deliveryId: next.id } })
  }
  return nudges
}

/**
 * What waited for the end of a call goes now.
 * @param call of a call that was never made: until when others were to wait for it, and its own notifications, which
 * have their own next instant. Should another call have begun since, nothing changes.
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
    where: { contactMethodId, id: { notIn: [...except] }, state: 'PENDING', sendAt: { lte: now }, claimToken: null },
    data: { nextAt: now },
    select: { id: true },
  })
  return next ? [{ name: 'delivery.send', payload: { deliveryId: next.id } }] : []
}

/**
 * Sends one notification, bundled with what else waits for the same method. At least once: a worker that dies after
 * the other side took it leaves an attempt without an end, and the repeat carries the same id. A worker that lost its
 * lease writes nothing.
 */
export async function deliver(
  ctx: ServiceContext,
  deliveryId: string,
  transports: PageTransports,
  workerId: string,
): Promise<void> {
  const claimed = await unitOfWork(ctx, async ({ tx, nudgeAll }) => {
    const found = await claim(tx, deliveryId, workerId, ctx.now())
    if (found.kind !== 'nothing') nudgeAll(found.nudges)
    return found.kind === 'send' ? found.claimed : null
  })
  if (!claimed) return
  const ids = claimed.deliveries.map((delivery) => delivery.id)
  const mine = { id: { in: ids }, claimToken: claimed.claimToken, state: 'PENDING' as const }
  const freed = { claimToken: null, claimedUntil: null }
  const record = (tx: Tx, outcome: string, answer: string) =>
    tx.deliveryAttempt.createMany({
      data: claimed.deliveries.map((delivery) => ({
        deliveryId: delivery.id,
        at: ctx.now(),
        workerId,
        outcome,
        repeated: delivery.attempts > 0,
        bundleSize: ids.length,
        answer: answer.slice(0, 500),
      })),
    })
  let answer: string
  try {
    answer = await transports[claimed.method.kind](claimed.method, messageOf(claimed, transports, ctx.now()))
  } catch (error) {
    const refused = error instanceof NotificationRefused
    const attempts = Math.max(...claimed.deliveries.map((delivery) => delivery.attempts)) + 1
    const over = (refused && error.permanent) || attempts >= mostAttempts
    const pauseMs = Math.min(60_000, 5_000 * 2 ** (attempts - 1))
    await unitOfWork(ctx, async ({ tx, now, nudgeAll }) => {
      await lockMethod(tx, claimed.method.id)
      const nextAt = over ? null : new Date(now.getTime() + pauseMs)
      const held = await tx.delivery.updateMany({
        where: mine,
        data: { ...freed, nextAt, ...(over ? { state: 'FAILED' } : {}) },
      })
      const ended = await tx.delivery.count({ where: { id: { in: ids }, state: { in: ['CANCELLED', 'FAILED'] } } })
      // A fault of our own is for the log: its words may hold what was to be sent, and the attempt is on screens.
      const words = refused ? error.message : (error as Error).name
      if (held.count + ended > 0) await record(tx, over ? 'FAILED' : 'REFUSED', words)
      // No call was made: nothing has to wait for its end, also when its page was acknowledged meanwhile.
      const call = { bundleUntil: claimed.bundleUntil, ids }
      const behind = claimed.method.kind === 'VOICE' ? await endCall(tx, claimed.method.id, now, call) : []
      nudgeAll(behind)
      if (held.count === 0) return
      if (refused && error.gone) await markFailed(tx, claimed.method.id, now)
      if (over) nudgeAll(await nextRuleNow(tx, claimed.deliveries, claimed.engineer.id, now))
    })
    if (!refused) throw error
    log.warn({ deliveryIds: ids, err: error.message, over }, 'notification refused')
    return
  }
  await unitOfWork(ctx, async ({ tx }) => {
    const held = await tx.delivery.updateMany({
      where: mine,
      data: { ...freed, state: 'SENT', sentAt: ctx.now(), nextAt: null },
    })
    // What was cancelled while it was on its way went out all the same, and the log says so.
    const ended = await tx.delivery.count({ where: { id: { in: ids }, state: { in: ['CANCELLED', 'FAILED'] } } })
    if (held.count + ended > 0) await record(tx, 'SENT', answer)
  })
}
