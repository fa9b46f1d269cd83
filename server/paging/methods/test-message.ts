import { pagingRights } from '../rights.rules'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { limits, requirePoint } from '@/server/accounts/sign-in/limits'
import { invalid, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { log } from '@/server/infra/log'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { translatorOf } from '@/server/words/translators'
import { recordMethodSuccess } from './failures'
import { markFailed } from '../queries'
import { NotificationRefused, type PageTransports } from '../delivery/transports'

export const testMethodSchema = z.object({ id: z.uuid() })

/** The outcome of a test, with the other side's answer. */
export interface TestAnswer {
  outcome: 'accepted' | 'refused'
  answer: string
}

/**
 * Sends one test notification through one of the viewer's own methods, as a page would be sent; at most five per hour
 * and person. A refusal is returned, not thrown.
 * @throws DomainError NOT_FOUND for a method that is not theirs, INVALID for one not verified yet, RATE_LIMITED
 */
export async function testMethod(
  ctx: ServiceContext,
  actor: Actor,
  id: string,
  transports: PageTransports,
): Promise<TestAnswer> {
  const viewer = authorise(actor, pagingRights.keepOwnMethods)
  const method = await ctx.db.contactMethod.findFirst({
    where: { id, userId: viewer.userId, disabledAt: null },
    select: { id: true, kind: true, address: true, detail: true, verifiedAt: true },
  })
  if (!method) throw notFound(id)
  if (!method.verifiedAt) throw invalid('verifyFirst', 'id')
  await requirePoint(ctx, `method-test:${viewer.userId}`, limits.methodTest)
  const ownPage = `${transports.publicUrl}/desk/me`
  const testId = `test-${randomUUID()}`
  try {
    const answer = await transports[method.kind](method, {
      id: testId,
      attemptId: testId,
      template: 'contact-test',
      props: {
        severity: 'TEST',
        reference: 'TEST',
        subject: translatorOf(viewer.locale, 'mail')('test.notification'),
        organisation: 'Nightdesk',
        acknowledgeUrl: ownPage,
        ticketUrl: ownPage,
        drill: false,
        openedAt: ctx.now().toISOString(),
        cycle: 1,
        step: 1,
        others: [],
        repeated: false,
      },
      acknowledgeUrl: ownPage,
      locale: viewer.locale,
      timeZone: viewer.timeZone,
      now: ctx.now(),
    })
    await unitOfWork(ctx, actor, ({ tx }) => recordMethodSuccess(tx, id))
    return { outcome: 'accepted', answer }
  } catch (error) {
    if (!(error instanceof NotificationRefused)) throw error
    log.info({ contactMethodId: id, err: error.message }, 'test notification refused')
    if (error.gone) await unitOfWork(ctx, actor, ({ tx }) => markFailed(tx, id, ctx.now()))
    return { outcome: 'refused', answer: error.message }
  }
}
