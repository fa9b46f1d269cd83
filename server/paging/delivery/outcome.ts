import type { Tx } from '@/server/infra/db/db'
import type { Nudge } from '@/server/infra/jobs/jobs'
import { countRefusal, noteSuccess } from '@/server/integrations/channels/channels'
import { releaseMails } from '@/server/integrations/mail/mail'
import type { Claimed } from './claim'
import { endCall, hastenPages, lockPagesOf, nextRuleNow, releaseChannel, releaseMethod } from './next'
import { countMethodFailure, noteMethodSuccess } from '../methods/failures'
import { maxFaults, retryPauseMs } from './retry.rules'
import { lockMethod } from '../queries'
import { NotificationRefused } from './transports'
import { isUrgent } from '@/server/vocabulary/severity'

/** Records what came of an attempt and makes due what follows from it (SEMANTICS §3, delivery). */

const maxAnswer = 500
const freed = { claimToken: null, claimedUntil: null }

const idsOf = (claimed: Claimed) => claimed.deliveries.map((delivery) => delivery.id)
const mine = (claimed: Claimed) => ({
  id: { in: idsOf(claimed) },
  claimToken: claimed.claimToken,
  state: 'pending' as const,
})

async function writeAttempts(
  tx: Tx,
  claimed: Claimed,
  attempt: { workerId: string; outcome: string; answer: string; now: Date },
): Promise<void> {
  await tx.deliveryAttempt.createMany({
    data: claimed.deliveries.map((delivery) => ({
      deliveryId: delivery.id,
      at: attempt.now,
      workerId: attempt.workerId,
      outcome: attempt.outcome,
      repeated: delivery.mayHaveArrived,
      bundleSize: claimed.deliveries.length,
      answer: attempt.answer.slice(0, maxAnswer),
    })),
  })
}

/** Whether this worker recorded the end of this attempt already: the answer to its commit was lost. */
async function isRecorded(tx: Tx, claimed: Claimed, workerId: string): Promise<boolean> {
  const newest = await tx.deliveryAttempt.findFirst({
    where: { deliveryId: claimed.deliveries[0]!.id },
    orderBy: { id: 'desc' },
    select: { outcome: true, workerId: true },
  })
  return newest !== null && newest.outcome !== 'started' && newest.workerId === workerId
}

/** Whether any of the bundle came to an end by somebody else while it was on its way; then its log says what happened. */
const countEnded = (tx: Tx, claimed: Claimed) =>
  tx.delivery.count({ where: { id: { in: idsOf(claimed) }, state: { in: ['cancelled', 'failed'] } } })

/** The request is over: the method is free for the next one. */
const freeMethod = (tx: Tx, claimed: Claimed) =>
  tx.contactMethod.updateMany({
    where: { id: claimed.method.id, sendingToken: claimed.claimToken },
    data: { sendingToken: null, sendingUntil: null },
  })

/**
 * The other side took it. What waits for the method is due, and after the first success of a channel whatever it refused
 * before. Recording it twice changes nothing.
 */
export async function recordSent(
  tx: Tx,
  claimed: Claimed,
  { workerId, answer, now }: { workerId: string; answer: string; now: Date },
): Promise<Nudge[]> {
  await lockMethod(tx, claimed.method.id)
  if (await isRecorded(tx, claimed, workerId)) return []
  const held = await tx.delivery.updateMany({
    where: mine(claimed),
    data: { ...freed, state: 'sent', sentAt: now, nextAt: null, mayHaveArrived: false },
  })
  // What was cancelled while it was on its way went out all the same, and the log says so.
  if (held.count + (await countEnded(tx, claimed)) > 0)
    await writeAttempts(tx, claimed, { workerId, outcome: 'sent', answer, now })
  await freeMethod(tx, claimed)
  await noteMethodSuccess(tx, claimed.method.id)
  const nudges = await releaseMethod(tx, claimed.method.id, now, { refusedToo: true })
  if (await noteSuccess(tx, claimed.method.kind, now)) {
    nudges.push(...(await releaseChannel(tx, claimed.method.kind, now)))
    if (claimed.method.kind === 'email') nudges.push(...(await releaseMails(tx, now)))
  }
  return nudges
}

interface Failure {
  /** A fault of our own, not the other side's answer. */
  own: boolean
  permanent: boolean
  answer: string
  mayHaveArrived: boolean
  gone: boolean
  noAddress: boolean
  retryAfterMs: number | null
}

export function failureOf(error: unknown): Failure {
  if (error instanceof NotificationRefused) {
    const { permanent, message, mayHaveArrived, gone, noAddress, retryAfterMs } = error
    return { own: false, permanent, answer: message, mayHaveArrived, gone, noAddress, retryAfterMs }
  }
  // Its words may hold what was to be sent, and attempts are shown on screens: they are for the log.
  const answer = error instanceof Error ? error.name : 'Error'
  return {
    own: true,
    permanent: false,
    answer,
    mayHaveArrived: false,
    gone: false,
    noAddress: false,
    retryAfterMs: null,
  }
}

/** Those of a bundle that were never refused before. */
async function neverRefused(tx: Tx, claimed: Claimed) {
  const refused = await tx.deliveryAttempt.findMany({
    where: { deliveryId: { in: idsOf(claimed) }, outcome: { in: ['refused', 'fault'] } },
    distinct: ['deliveryId'],
    select: { deliveryId: true },
  })
  return claimed.deliveries.filter(({ id }) => !refused.some(({ deliveryId }) => deliveryId === id))
}

/**
 * The other side did not take it. "Not now" is tried again with growing pauses for as long as the page is open, and for
 * an S1 or S2 its first refusal makes the engineer's next rule due; a permanent failure does so always, and the next
 * step when it was the last hope of its step. A fault of our own takes the bundle apart.
 * @returns `over` when it will not be tried again
 */
export async function recordFailure(
  tx: Tx,
  claimed: Claimed,
  failure: Failure,
  { workerId, now }: { workerId: string; now: Date },
): Promise<{ nudges: Nudge[]; over: boolean }> {
  const pageIds = claimed.deliveries.map(({ pageId }) => pageId)
  const faults = Math.max(...claimed.deliveries.map((delivery) => delivery.faults)) + (failure.own ? 1 : 0)
  const over = failure.permanent || faults >= maxFaults
  await lockPagesOf(tx, pageIds)
  await lockMethod(tx, claimed.method.id)
  if (await isRecorded(tx, claimed, workerId)) return { nudges: [], over }
  const tries = failure.own ? faults : Math.max(...claimed.deliveries.map((delivery) => delivery.attempts)) + 1
  const held = await tx.delivery.updateMany({
    where: mine(claimed),
    data: {
      ...freed,
      mayHaveArrived: !over && failure.mayHaveArrived,
      ...(failure.own ? { faults: { increment: 1 } } : {}),
      ...(over
        ? { state: 'failed', nextAt: null }
        : { nextAt: new Date(now.getTime() + retryPauseMs(tries, failure.retryAfterMs)) }),
    },
  })
  const first = over ? [] : (await neverRefused(tx, claimed)).filter(({ page }) => isUrgent(page.severity))
  const outcome = over ? 'failed' : failure.own ? 'fault' : 'refused'
  if (held.count + (await countEnded(tx, claimed)) > 0)
    await writeAttempts(tx, claimed, { workerId, outcome, answer: failure.answer, now })
  await freeMethod(tx, claimed)
  const nudges = await releaseMethod(tx, claimed.method.id, now, { refusedToo: false })
  // No call was made: nothing has to wait for its end, also when its page was acknowledged meanwhile.
  if (claimed.method.kind === 'voice') {
    const call = { bundleUntil: claimed.bundleUntil, ids: idsOf(claimed) }
    nudges.push(...(await endCall(tx, claimed.method.id, now, call)))
  }
  if (!failure.own && failure.permanent) nudges.push(...(await countMethodFailure(tx, claimed.method, failure, now)))
  if (!failure.own && !failure.permanent) await countRefusal(tx, claimed.method.kind, failure.answer, now)
  if (held.count === 0) return { nudges, over }
  nudges.push(...(await nextRuleNow(tx, over ? claimed.deliveries : first, claimed.engineer.id, now)))
  if (over) nudges.push(...(await hastenPages(tx, pageIds, now)))
  return { nudges, over }
}
