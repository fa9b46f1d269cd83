import type { Tx } from '@/server/infra/db/db'
import type { Nudge } from '@/server/infra/jobs/jobs'
import { countRefusal, recordSuccess } from '@/server/integrations/channels/channels'
import { releaseMails } from '@/server/integrations/mail/mail'
import type { Claimed } from './claim'
import { endCall, makeNextStepsDue, lockPagesOf, nextRuleNow, releaseChannel, releaseMethod } from './next'
import { countMethodFailure, recordMethodSuccess } from '../methods/failures'
import { maxFaults, retryPauseMs } from './retry.rules'
import { lockMethod } from '../queries'
import { NotificationRefused } from './transports'
import { isUrgent } from '@/server/vocabulary/severity'

/** Records the outcome of an attempt and makes due what follows from it (SEMANTICS §3, delivery). */

const maxAnswer = 500
const releasedClaim = { claimToken: null, claimedUntil: null }

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

/** Whether this worker has already recorded the outcome of this attempt, when the answer to its commit was lost. */
async function isRecorded(tx: Tx, claimed: Claimed, workerId: string): Promise<boolean> {
  const newest = await tx.deliveryAttempt.findFirst({
    where: { deliveryId: claimed.deliveries[0]!.id },
    orderBy: { id: 'desc' },
    select: { outcome: true, workerId: true },
  })
  return newest !== null && newest.outcome !== 'started' && newest.workerId === workerId
}

/** Counts the notifications of the bundle that were cancelled or failed while the message was on its way. */
const countEnded = (tx: Tx, claimed: Claimed) =>
  tx.delivery.count({ where: { id: { in: idsOf(claimed) }, state: { in: ['cancelled', 'failed'] } } })

/** Ends the claim on the method, so that the next request can begin. */
const releaseMethodClaim = (tx: Tx, claimed: Claimed) =>
  tx.contactMethod.updateMany({
    where: { id: claimed.method.id, sendingToken: claimed.claimToken },
    data: { sendingToken: null, sendingUntil: null },
  })

/**
 * Records that the other side accepted a message. Makes due what waits for the method and, on the first success of a
 * channel after refusals, what the channel refused before. Idempotent.
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
    data: { ...releasedClaim, state: 'sent', sentAt: now, nextAt: null, mayHaveArrived: false },
  })
  // Notifications cancelled while the message was on its way were sent all the same; their log records it.
  if (held.count + (await countEnded(tx, claimed)) > 0)
    await writeAttempts(tx, claimed, { workerId, outcome: 'sent', answer, now })
  await releaseMethodClaim(tx, claimed)
  await recordMethodSuccess(tx, claimed.method.id)
  const nudges = await releaseMethod(tx, claimed.method.id, now, { refusedToo: true })
  if (await recordSuccess(tx, claimed.method.kind, now)) {
    nudges.push(...(await releaseChannel(tx, claimed.method.kind, now)))
    if (claimed.method.kind === 'email') nudges.push(...(await releaseMails(tx, now)))
  }
  return nudges
}

interface Failure {
  /** A fault on our side, not an answer of the other side. */
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
  // The error's message may contain what was to be sent, and attempts are shown on screens: only its name is kept.
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

/** Returns the notifications of a bundle that had no refusal or fault before. */
async function selectNeverRefused(tx: Tx, claimed: Claimed) {
  const refused = await tx.deliveryAttempt.findMany({
    where: { deliveryId: { in: idsOf(claimed) }, outcome: { in: ['refused', 'fault'] } },
    distinct: ['deliveryId'],
    select: { deliveryId: true },
  })
  return claimed.deliveries.filter(({ id }) => !refused.some(({ deliveryId }) => deliveryId === id))
}

/**
 * Records that a message was not accepted. After "not now" it is retried with growing pauses while it is still wanted,
 * and for an S1 or S2 the first refusal makes the engineer's next rule due. A permanent failure always makes the next
 * rule due, and the next step when nothing of its step is left. After a fault on our side each notification is retried
 * by itself. Idempotent.
 * @returns `over`: whether it will not be retried
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
      ...releasedClaim,
      mayHaveArrived: !over && failure.mayHaveArrived,
      ...(failure.own ? { faults: { increment: 1 } } : {}),
      ...(over
        ? { state: 'failed', nextAt: null }
        : { nextAt: new Date(now.getTime() + retryPauseMs(tries, failure.retryAfterMs)) }),
    },
  })
  const first = over ? [] : (await selectNeverRefused(tx, claimed)).filter(({ page }) => isUrgent(page.severity))
  const outcome = over ? 'failed' : failure.own ? 'fault' : 'refused'
  if (held.count + (await countEnded(tx, claimed)) > 0)
    await writeAttempts(tx, claimed, { workerId, outcome, answer: failure.answer, now })
  await releaseMethodClaim(tx, claimed)
  const nudges = await releaseMethod(tx, claimed.method.id, now, { refusedToo: false })
  // No call was made, so nothing may wait for its end, even if its page was acknowledged meanwhile.
  if (claimed.method.kind === 'voice') {
    const call = { bundleUntil: claimed.bundleUntil, ids: idsOf(claimed) }
    nudges.push(...(await endCall(tx, claimed.method.id, now, call)))
  }
  if (!failure.own && failure.permanent) nudges.push(...(await countMethodFailure(tx, claimed.method, failure, now)))
  if (!failure.own && !failure.permanent) await countRefusal(tx, claimed.method.kind, failure.answer, now)
  if (held.count === 0) return { nudges, over }
  nudges.push(...(await nextRuleNow(tx, over ? claimed.deliveries : first, claimed.engineer.id, now)))
  if (over) nudges.push(...(await makeNextStepsDue(tx, pageIds, now)))
  return { nudges, over }
}
