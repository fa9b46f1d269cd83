import { type LinkActor, systemActor } from '@/server/vocabulary/rights/actor'
import { isStaffNow } from '@/server/accounts/staff'
import type { ServiceContext } from '@/server/infra/context'
import type { Client, Tx } from '@/server/infra/db/db'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { twiml } from '@/server/integrations/twilio/twilio'
import { languageTag } from '@/server/words/language'
import { endCall, makeNextStepsDue, lockPagesOf, nextRuleNow } from '../delivery/next'
import { acknowledgePage } from '../page/pages'
import { lockMethod } from '../queries'
import { pageLabel, channelWords } from '../delivery/words'

/** Answers Twilio's requests during calls and text messages. Callers have verified Twilio's signature. */

/** Returns the deliveries that were sent as one message, in a stable order. */
async function bundleOf(client: Client, messageId: string) {
  return client.delivery.findMany({
    where: { OR: [{ id: messageId }, { bundledWithId: messageId }] },
    orderBy: [{ sendAt: 'asc' }, { createdAt: 'asc' }, { id: 'asc' }],
    include: {
      page: {
        select: { id: true, state: true, severity: true, drillPlanId: true, about: true, acknowledgedById: true },
      },
      contactMethod: {
        select: { id: true, kind: true, userId: true, user: { select: { locale: true } } },
      },
    },
  })
}

async function nameOf(client: Client, userId: string | null): Promise<string> {
  const found = userId ? await client.user.findUnique({ where: { id: userId }, select: { name: true } }) : null
  return found?.name ?? ''
}

type Bundle = Awaited<ReturnType<typeof bundleOf>>

/**
 * Writes the TwiML that reads the pages from index `from` on, up to the first that can still be acknowledged by a key;
 * after the last page the call ends.
 */
async function script(
  client: Client,
  bundle: Bundle,
  from: number,
  sentence: string[],
  keysUrl: (place: number) => string,
): Promise<string> {
  const [first] = bundle
  const locale = first?.contactMethod.user.locale ?? 'en'
  const t = channelWords(locale)
  const language = languageTag(locale)
  const parts = [...sentence]
  for (const [place, { page }] of bundle.entries()) {
    if (place < from) continue
    parts.push(t('call.page', pageLabel(page, locale)))
    if (page.state === 'open' || page.state === 'unanswered') {
      if (page.state === 'unanswered') parts.push(t('call.unanswered'))
      parts.push(t(place + 1 < bundle.length ? 'call.pressOrNext' : 'call.press'))
      return twiml(language, parts, keysUrl(place))
    }
    parts.push(
      page.state === 'closed'
        ? t('call.closed')
        : t('call.taken', { name: await nameOf(client, page.acknowledgedById) }),
    )
  }
  return twiml(language, [...parts, t('call.end')])
}

/**
 * Returns what a call says when it is answered: the number of pages, then each page with its key.
 * @returns TwiML; null for an unknown message, or when its engineer is no longer on staff
 */
export async function callScript(
  ctx: ServiceContext,
  messageId: string,
  keysUrl: (place: number) => string,
): Promise<string | null> {
  const bundle = await bundleOf(ctx.db, messageId)
  const [first] = bundle
  if (!first || !(await isStaffNow(ctx.db, first.contactMethod.userId))) return null
  const t = channelWords(first.contactMethod.user.locale)
  return script(ctx.db, bundle, 0, [t('call.hello', { count: bundle.length })], keysUrl)
}

/**
 * Handles a key press: 1 acknowledges the page at index `place`, 2 continues with the next, any other reads it again.
 * @returns TwiML; null for an unknown message or place, or when its engineer is no longer on staff
 */
export async function answerCall(
  ctx: ServiceContext,
  messageId: string,
  place: number,
  digits: string,
  keysUrl: (place: number) => string,
): Promise<string | null> {
  const bundle = await bundleOf(ctx.db, messageId)
  const delivery = bundle[place]
  if (!delivery || !(await isStaffNow(ctx.db, delivery.contactMethod.userId))) return null
  const t = channelWords(delivery.contactMethod.user.locale)
  if (digits !== '1') return script(ctx.db, bundle, digits === '2' ? place + 1 : place, [], keysUrl)
  const pageId = delivery.page.id
  const called: LinkActor = { kind: 'link', userId: delivery.contactMethod.userId, pageId }
  const answer = await acknowledgePage(ctx, called, { pageId, via: 'phone' })
  const sentence =
    answer.outcome === 'acknowledged'
      ? t(delivery.page.drillPlanId === null ? 'call.acknowledged' : 'call.drillDone')
      : answer.outcome === 'alreadyAcknowledged'
        ? t('call.taken', { name: answer.by?.name ?? '' })
        : answer.outcome === 'reassigned'
          ? t('call.reassigned', { name: answer.to.name })
          : t('call.closed')
  return script(ctx.db, bundle, place + 1, [sentence], keysUrl)
}

export interface TwilioReport {
  /** MessageStatus or CallStatus. */
  status: string
  sid: string
  errorCode: string | null
}

const missed = new Set(['failed', 'undelivered', 'busy', 'no-answer', 'canceled'])

/** Whether no later call to this method was started; a late report must not end the call that is in progress. */
async function isNewestCall(tx: Tx, contactMethodId: string, ids: readonly string[]): Promise<boolean> {
  const newest = await tx.deliveryAttempt.findFirst({
    where: { delivery: { contactMethodId }, outcome: 'started' },
    orderBy: { id: 'desc' },
    select: { deliveryId: true },
  })
  return newest !== null && ids.includes(newest.deliveryId)
}

/**
 * Records Twilio's report of how a text message or call ended; idempotent per report. When it did not arrive, the
 * engineer's next notification rule is due at once. The end of a call makes notifications due that waited for it.
 */
export async function recordReport(ctx: ServiceContext, messageId: string, report: TwilioReport): Promise<void> {
  await unitOfWork(ctx, systemActor('twilio'), async (work) => {
    const { tx } = work
    const bundle = await bundleOf(tx, messageId)
    const [first] = bundle
    if (!first) return
    const pageIds = bundle.map((delivery) => delivery.page.id)
    await lockPagesOf(tx, pageIds)
    // Serialises the report with a call that is being started.
    await lockMethod(tx, first.contactMethod.id)
    const { now } = work
    const answer = [report.sid, report.status, report.errorCode].filter(Boolean).join(' ').slice(0, 500)
    const alreadyRecorded = await tx.deliveryAttempt.count({ where: { deliveryId: first.id, answer } })
    if (alreadyRecorded > 0) return
    const lost = missed.has(report.status)
    await tx.deliveryAttempt.createMany({
      data: bundle.map((delivery) => ({
        deliveryId: delivery.id,
        at: now,
        workerId: 'twilio',
        outcome: lost ? 'failed' : 'reported',
        bundleSize: bundle.length,
        answer,
      })),
    })
    const ids = bundle.map((delivery) => delivery.id)
    if (lost) {
      // The report may arrive before the worker that sent the message has recorded it as sent.
      const failed = await tx.delivery.updateManyAndReturn({
        where: { id: { in: ids }, OR: [{ state: 'sent' }, { state: 'pending', attempts: { gt: 0 } }] },
        data: { state: 'failed', nextAt: null, claimToken: null, claimedUntil: null },
        select: { pageId: true, cycle: true, step: true },
      })
      work.nudgeAll(await nextRuleNow(tx, failed, first.contactMethod.userId, now))
      work.nudgeAll(await makeNextStepsDue(tx, pageIds, now))
    }
    if (
      first.contactMethod.kind === 'voice' &&
      (lost || report.status === 'completed') &&
      (await isNewestCall(tx, first.contactMethod.id, ids))
    )
      work.nudgeAll(await endCall(tx, first.contactMethod.id, now))
  })
}
