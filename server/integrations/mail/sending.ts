import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { MailMessage } from '@/generated/prisma/client'
import type { MailTemplate } from '@/emails/registry'
import { isNotice } from '@/emails/templates/ticket-notices'
import type { ServiceContext } from '@/server/infra/context'
import type { Client, Tx } from '@/server/infra/db/db'
import { env } from '@/server/infra/env'
import type { Nudge } from '@/server/infra/jobs/jobs'
import { log } from '@/server/infra/log'
import { unitOfWork, type Work } from '@/server/infra/db/unit-of-work'
import { systemActor } from '@/server/vocabulary/rights/actor'
import { countRefusal, recordSuccess } from '../channels/channels'
import { recordWithRetry, whileLeased } from '../lease'
import { type RenderedMail, renderMail } from './render'
import { mailExpiresAt, mailPauseMs, maxMailFaults, maxMailPauseMs, noticeSendAt, noticeWindowMs } from './retry'
import { MailRefused, type MailTransport } from './transport'

const leaseMs = 15_000
/**
 * Leases of earlier releases were longer than `leaseMs`; one that ends later than this was written by a wrong clock.
 */
const maxLeaseMs = 30_000
const maxRequestMs = 60_000
/** The name of this channel in `ChannelState`. */
const channel = 'mail'
/** Templates whose text contains a link or code that gives access; it is deleted once the mail was sent. */
const secretTemplates: ReadonlySet<string> = new Set<MailTemplate>([
  'invitation',
  'sign-in-link',
  'password-reset',
  'contact-code',
])
/** The part of the stored props that is read for any template. */
const storedProps = z.looseObject({ reference: z.string().optional().catch(undefined) })
/** Characters of the server's answer that are stored. */
const maxAnswer = 500

interface ClaimedMail {
  claimToken: string
  claimedUntil: Date
  /** In order of creation; the first determines the reader and the Message-ID. */
  mails: MailMessage[]
}

/** Locks and returns the notices that go as one mail with this one, itself included, in order of creation. */
async function lockBundle(tx: Tx, mail: MailMessage, now: Date): Promise<MailMessage[]> {
  // One whose author may still correct it is sent at most ten seconds early.
  const withinWindow = new Date(now.getTime() + noticeWindowMs)
  const bundled =
    mail.attempts > 0
      ? await tx.$queryRaw<{ id: string }[]>`
          select "id" from "MailMessage"
          where "state" = 'pending' and "id" <> ${mail.id}::uuid and "bundledWithId" = ${mail.bundledWithId}::uuid
          for update skip locked`
      : await tx.$queryRaw<{ id: string }[]>`
          select "id" from "MailMessage"
          where "ticketId" = ${mail.ticketId}::uuid and "toUserId" = ${mail.toUserId}::uuid and "state" = 'pending'
            and "attempts" = 0 and "id" <> ${mail.id}::uuid and "nextAt" <= ${withinWindow}
          for update skip locked`
  const others = await tx.mailMessage.findMany({ where: { id: { in: bundled.map(({ id }) => id) } } })
  return [mail, ...others.filter(({ template, attempts }) => isNotice(template) && attempts === mail.attempts)].sort(
    (a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1),
  )
}

/** Returns when the newest mail about the same ticket was sent to the same person; null when there was none. */
async function lastNoticeAt(client: Client, mail: MailMessage): Promise<Date | null> {
  const last = await client.mailMessage.findFirst({
    where: { ticketId: mail.ticketId, toUserId: mail.toUserId, sentAt: { not: null } },
    orderBy: [{ sentAt: 'desc' }, { id: 'desc' }],
    select: { sentAt: true },
  })
  return last?.sentAt ?? null
}

/**
 * Claims a mail under a lease. A ticket's notice is claimed together with all others that wait for the same person
 * about the same ticket, to go as one mail; a retry is bundled with the same notices as before.
 * @returns `laterAt` when the notice has to wait for the end of its window; null when it is not pending or another
 *   worker holds the lease
 */
async function claimMail(
  tx: Tx,
  mailId: string,
  workerId: string,
  now: Date,
): Promise<ClaimedMail | { laterAt: Date } | null> {
  const beyond = new Date(now.getTime() + maxLeaseMs)
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    select "id" from "MailMessage"
    where "id" = ${mailId}::uuid and "state" = 'pending'
      and ("claimedUntil" is null or "claimedUntil" <= ${now} or "claimedUntil" > ${beyond})
    for update skip locked`
  if (!row) return null
  const mail = await tx.mailMessage.findUniqueOrThrow({ where: { id: mailId } })
  const bundles = isNotice(mail.template) && mail.ticketId !== null && mail.toUserId !== null
  if (bundles && mail.attempts === 0) {
    const at = noticeSendAt(now, { byCustomer: false, lastSentAt: await lastNoticeAt(tx, mail) })
    if (at > now) {
      await tx.mailMessage.update({ where: { id: mailId }, data: { nextAt: at }, select: { id: true } })
      return { laterAt: at }
    }
  }
  const mails = bundles ? await lockBundle(tx, mail, now) : [mail]
  const claimToken = `${workerId}:${randomUUID()}`
  const claimedUntil = new Date(now.getTime() + leaseMs)
  await tx.mailMessage.updateMany({
    where: { id: { in: mails.map(({ id }) => id) } },
    data: {
      claimToken,
      claimedUntil,
      nextAt: claimedUntil,
      attempts: { increment: 1 },
      ...(mails.length > 1 && mail.attempts === 0 ? { bundledWithId: mails[0]!.id } : {}),
    },
  })
  return { claimToken, claimedUntil, mails }
}

/** Renders a bundle as one mail; mails that cannot be rendered are returned in `bad` and left out. */
async function renderBundle(
  mails: readonly MailMessage[],
): Promise<{ written: RenderedMail | null; good: MailMessage[]; bad: { mail: MailMessage; error: Error }[] }> {
  const good: MailMessage[] = []
  const bad: { mail: MailMessage; error: Error }[] = []
  let written: RenderedMail | null = null
  for (const mail of mails)
    try {
      written = await renderMail(mail.template, mail.props, mail)
      good.push(mail)
    } catch (error) {
      bad.push({ mail, error: error as Error })
    }
  const [first] = good
  if (first && good.length > 1)
    written = await renderMail(
      'ticket-notices',
      { notices: good.map(({ template, props }) => ({ template, ...storedProps.parse(props) })) },
      first,
    )
  return { written, good, bad }
}

function replyAddress(props: unknown): string | null {
  const domain = env().MAIL_REPLY_DOMAIN
  const { reference } = storedProps.parse(props)
  return domain && reference ? `reply+${reference}@${domain}` : null
}

/** Makes mails due that the server refused "not now"; called when it has just accepted one again. */
export async function releaseMails(tx: Tx, now: Date): Promise<Nudge[]> {
  const released = await tx.$queryRaw<{ id: string }[]>`
    update "MailMessage" set "nextAt" = ${now} where "id" in (
      select "id" from "MailMessage"
      where "state" = 'pending' and "nextAt" > ${now} and "attempts" > 0 and "claimToken" is null
      for update skip locked)
    returning "id"`
  return released.map(({ id: mailId }) => ({ name: 'mail.send', payload: { mailId } }))
}

const releasedClaim = { claimToken: null, claimedUntil: null }

/** Notifies the live screens of staff that the state of these tickets' mails has changed. */
async function notifyTickets(work: Work, mails: readonly MailMessage[]): Promise<void> {
  const ids = [...new Set(mails.flatMap(({ ticketId }) => ticketId ?? []))]
  const tickets = await work.tx.ticket.findMany({
    where: { id: { in: ids } },
    select: { id: true, organisationId: true },
  })
  for (const { id, organisationId } of tickets)
    work.live({ kind: 'ticket', ticketId: id, organisationId, staffOnly: true })
}

/**
 * Sends one queued mail under a lease; a worker that lost its lease writes no state of the mail. A mail refused "not
 * now" is retried with growing pauses until `mailExpiresAt` and then failed; one refused permanently is failed with the
 * server's answer. Without an SMTP server the rendered mail is stored in the outbox.
 * @returns `recovered`: whether it is the first mail that the server accepted after refusing others
 */
export async function sendQueuedMail(
  ctx: ServiceContext,
  mailId: string,
  transport: MailTransport,
  workerId: string,
): Promise<{ recovered: boolean }> {
  const claimed = await unitOfWork(ctx, systemActor('mails'), ({ tx }) => claimMail(tx, mailId, workerId, ctx.now()))
  if (claimed === null) return { recovered: false }
  if ('laterAt' in claimed) {
    ctx.enqueue('mail.send', { mailId }, { at: claimed.laterAt })
    return { recovered: false }
  }
  const leaseHolds = () => ctx.now() < claimed.claimedUntil
  const renew = async () => {
    const until = new Date(ctx.now().getTime() + leaseMs)
    const renewed = await ctx.db.mailMessage.updateMany({
      where: { id: { in: claimed.mails.map(({ id }) => id) }, claimToken: claimed.claimToken },
      data: { claimedUntil: until, nextAt: until },
    })
    if (renewed.count > 0) claimed.claimedUntil = until
    return renewed.count > 0
  }
  const { written, good, bad } = await renderBundle(claimed.mails)
  for (const { mail, error } of bad) {
    log.error({ mailId: mail.id, err: error }, 'a mail could not be rendered')
    await recordRefusal(ctx, claimed, [mail], { over: mail.attempts + 1 >= maxMailFaults, words: error.message })
  }
  const [first] = good
  if (!first || !written) return { recovered: false }
  try {
    await whileLeased(
      transport.send({
        to: first.toAddress,
        messageId: first.messageId,
        inReplyTo: first.inReplyTo,
        replyTo: replyAddress(first.props),
        ...written,
      }),
      renew,
      { everyMs: leaseMs / 3, maxMs: maxRequestMs },
    )
  } catch (error) {
    if (!(error instanceof MailRefused)) throw error
    const over = error.permanent || good.every((mail) => mailExpiresAt(mail.template, mail.createdAt) <= ctx.now())
    log.warn({ mailIds: good.map(({ id }) => id), err: error.message, over }, 'mail refused')
    await recordWithRetry(
      () => recordRefusal(ctx, claimed, good, { over, words: error.message, refusal: error }),
      leaseHolds,
    )
    return { recovered: false }
  }
  // The mail has been sent: if that cannot be recorded, the lease expires and the same mail is sent again.
  const recovered = await recordWithRetry(
    () =>
      unitOfWork(ctx, systemActor('mails'), async ({ tx, nudgeAll }) => {
        const recorded = await recordSent(tx, claimed, good, written, transport, ctx.now())
        nudgeAll(recorded.nudges)
        return recorded.recovered
      }),
    leaseHolds,
  )
  return { recovered }
}

async function recordRefusal(
  ctx: ServiceContext,
  { claimToken }: ClaimedMail,
  mails: readonly MailMessage[],
  { over, words, refusal }: { over: boolean; words: string; refusal?: MailRefused },
): Promise<void> {
  const now = ctx.now()
  const pauseMs = mailPauseMs(Math.max(...mails.map(({ attempts }) => attempts)) + 1)
  await unitOfWork(ctx, systemActor('mails'), async (work) => {
    const held = await work.tx.mailMessage.updateMany({
      where: { id: { in: mails.map(({ id }) => id) }, claimToken },
      data: {
        ...releasedClaim,
        lastError: words.slice(0, maxAnswer),
        ...(over ? { state: 'failed' as const, nextAt: null } : { nextAt: new Date(now.getTime() + pauseMs) }),
        // A mail that cannot be rendered is retried alone, so that it does not delay others.
        ...(refusal ? {} : { bundledWithId: null }),
      },
    })
    if (refusal && !refusal.permanent) await countRefusal(work.tx, channel, refusal.message, now)
    if (held.count > 0 && over) await notifyTickets(work, mails)
  })
}

async function recordSent(
  tx: Tx,
  { claimToken }: ClaimedMail,
  mails: readonly MailMessage[],
  written: RenderedMail,
  transport: MailTransport,
  now: Date,
): Promise<{ recovered: boolean; nudges: Nudge[] }> {
  const [first, ...others] = mails
  const state = transport.kind === 'smtp' ? ('sent' as const) : ('kept' as const)
  // A link or code that gives access is only for its reader: its text is deleted once the mail was sent.
  const left =
    state === 'sent' && secretTemplates.has(first!.template) ? { props: {}, subject: null, html: null, text: null } : {}
  const sent = { ...releasedClaim, state, sentAt: now, nextAt: null, lastError: null }
  await tx.mailMessage.updateMany({ where: { id: first!.id, claimToken }, data: { ...written, ...left, ...sent } })
  if (others.length > 0)
    await tx.mailMessage.updateMany({
      where: { id: { in: others.map(({ id }) => id) }, claimToken },
      data: { ...sent, subject: written.subject },
    })
  const recovered = await recordSuccess(tx, channel, now)
  return { recovered, nudges: recovered ? await releaseMails(tx, now) : [] }
}

/** Returns the ids of mails that are due or whose lease has expired, oldest first. */
export async function dueMails(ctx: ServiceContext, limit: number): Promise<string[]> {
  const now = ctx.now()
  // An instant further ahead than any pause was written by a wrong clock and counts as due.
  const beyond = new Date(now.getTime() + Math.max(maxMailPauseMs, noticeWindowMs))
  const rows = await ctx.db.mailMessage.findMany({
    where: { nextAt: { not: null }, OR: [{ nextAt: { lte: now } }, { nextAt: { gt: beyond }, state: 'pending' }] },
    orderBy: [{ nextAt: 'asc' }, { id: 'asc' }],
    take: limit,
    select: { id: true },
  })
  return rows.map((row) => row.id)
}
