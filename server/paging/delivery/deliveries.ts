import type { ServiceContext } from '@/server/infra/context'
import { log } from '@/server/infra/log'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { systemActor } from '@/server/vocabulary/rights/actor'
import { recordWithRetry, whileLeased } from '@/server/integrations/lease'
import { type Claimed, claimDelivery } from './claim'
import { writeMessage } from './bundle'
import { makeNextStepsDue } from './next'
import { failureOf, recordFailure, recordSent } from './outcome'
import { leaseMs, maxRequestMs } from './retry.rules'
import type { PageTransports } from './transports'

const renewEveryMs = leaseMs / 3

/** Extends the lease; returns false when another worker has taken over or an acknowledgement ended it. */
async function renewLease(ctx: ServiceContext, claimed: Claimed): Promise<boolean> {
  const until = new Date(ctx.now().getTime() + leaseMs)
  const renewed = await ctx.db.delivery.updateMany({
    where: { claimToken: claimed.claimToken, id: { in: claimed.deliveries.map(({ id }) => id) } },
    data: { claimedUntil: until, nextAt: until },
  })
  const sending = await ctx.db.contactMethod.updateMany({
    where: { id: claimed.method.id, sendingToken: claimed.claimToken },
    data: { sendingUntil: until },
  })
  if (renewed.count + sending.count === 0) return false
  claimed.claimedUntil = until
  return true
}

/**
 * Sends one notification, bundled with others that wait for the same method. Delivery is at least once: a worker that
 * dies after the other side accepted the message leaves an attempt without an outcome, and the repeat carries the same
 * message id. A worker that lost its lease does not change the notifications.
 */
export async function deliver(
  ctx: ServiceContext,
  deliveryId: string,
  transports: PageTransports,
  workerId: string,
): Promise<void> {
  const claim = await unitOfWork(ctx, systemActor('deliveries'), async ({ tx, nudgeAll }) => {
    const claimed = await claimDelivery(tx, deliveryId, workerId, ctx.now())
    if (claimed.kind !== 'nothing') nudgeAll(claimed.nudges)
    return claimed
  })
  if (claim.kind === 'nothing') return
  if (claim.kind === 'later') {
    const { endedPageIds = [] } = claim
    if (endedPageIds.length > 0)
      await unitOfWork(ctx, systemActor('deliveries'), async ({ tx, nudgeAll }) =>
        nudgeAll(await makeNextStepsDue(tx, endedPageIds, ctx.now())),
      )
    return
  }
  const { claimed } = claim
  const leaseHolds = () => ctx.now() < claimed.claimedUntil
  let answer: string
  try {
    const sending = async () =>
      transports[claimed.method.kind](claimed.method, writeMessage(claimed, transports, ctx.now()))
    answer = await whileLeased(sending(), () => renewLease(ctx, claimed), {
      everyMs: renewEveryMs,
      maxMs: maxRequestMs,
    })
  } catch (error) {
    const failure = failureOf(error)
    const over = await recordWithRetry(
      () =>
        unitOfWork(ctx, systemActor('deliveries'), async ({ tx, nudgeAll }) => {
          const recorded = await recordFailure(tx, claimed, failure, { workerId, now: ctx.now() })
          nudgeAll(recorded.nudges)
          return recorded.over
        }),
      leaseHolds,
    )
    const deliveryIds = claimed.deliveries.map(({ id }) => id)
    if (failure.own) log.error({ deliveryIds, err: error, over }, 'a notification could not be rendered')
    else log.warn({ deliveryIds, err: failure.answer, over }, 'notification refused')
    return
  }
  await recordWithRetry(
    () =>
      unitOfWork(ctx, systemActor('deliveries'), async ({ tx, nudgeAll }) =>
        nudgeAll(await recordSent(tx, claimed, { workerId, answer, now: ctx.now() })),
      ),
    leaseHolds,
  )
}
