import { randomUUID } from 'node:crypto'
import { render, toPlainText } from '@react-email/render'
import { createElement } from 'react'
import { MailPart } from '@/emails/markdown'
import type { Prisma } from '@/generated/prisma/client'
import { type MailLocale, type MailTemplate, type Reader, writeMail } from '@/emails/templates'
import type { ServiceContext } from '@/server/infra/context'
import type { Db, Tx } from '@/server/infra/db'
import { env } from '@/server/infra/env'
import { log } from '@/server/infra/log'
import { MailRefused, type MailTransport, openMailTransport } from './transport'

export { MailRefused, type MailTransport, openMailTransport }

const leaseMs = 30_000
const mostAttempts = 8
/** Templates whose words let their reader in. */
const secretTemplates: ReadonlySet<string> = new Set<MailTemplate>([
  'invitation',
  'sign-in-link',
  'password-reset',
  'contact-code',
])
/** Characters of a server's answer that are kept. */
const mostWords = 500
const localeOf = (locale: string): MailLocale => (locale === 'zh-CN' ? 'zh-CN' : 'en')

export interface QueueMailInput {
  /** The mail's cause: the same cause never writes two mails. */
  uniqueKey: string
  template: MailTemplate
  props: unknown
  toAddress: string
  toUserId?: string | null
  locale: string
  timeZone: string
  ticketId?: string | null
  messageId?: string
  inReplyTo?: string | null
  now: Date
}

/** Writes a mail as a row, in the transaction of its cause; the caller nudges `mail.send` after the commit. */
export async function queueMail(tx: Tx, input: QueueMailInput): Promise<string> {
  const known = await tx.mailMessage.findUnique({ where: { uniqueKey: input.uniqueKey }, select: { id: true } })
  if (known) return known.id
  const id = randomUUID()
  await tx.mailMessage.create({
    data: {
      id,
      uniqueKey: input.uniqueKey,
      template: input.template,
      props: input.props as Prisma.InputJsonObject,
      toAddress: input.toAddress,
      toUserId: input.toUserId ?? null,
      locale: input.locale,
      timeZone: input.timeZone,
      ticketId: input.ticketId ?? null,
      messageId: input.messageId ?? `<${id}@nightdesk>`,
      inReplyTo: input.inReplyTo ?? null,
      createdAt: input.now,
      nextAt: input.now,
    },
    select: { id: true },
  })
  return id
}

/**
 * Takes a person's words out of the mails of one cause, sent or not; one that is on its way may go again, without them.
 * @param causePrefix what the unique keys of the cause's mails begin with
 */
export async function eraseMailWords(tx: Tx, causePrefix: string): Promise<void> {
  await tx.$executeRaw`
    update "MailMessage" set "props" = "props" || '{"body":"","reason":""}'::jsonb,
      "html" = null, "text" = null, "claimToken" = null
    where starts_with("uniqueKey", ${causePrefix})`
}

/** Writes the mails of one cause with other props, sent or not; what was rendered with the old ones is not kept. */
export async function rewriteMails(
  tx: Tx,
  causePrefix: string,
  rewrite: (props: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  const mails = await tx.mailMessage.findMany({
    where: { uniqueKey: { startsWith: causePrefix } },
    select: { id: true, props: true },
  })
  for (const { id, props } of mails)
    await tx.mailMessage.update({
      where: { id },
      data: {
        props: rewrite(props as Record<string, unknown>) as Prisma.InputJsonObject,
        html: null,
        text: null,
        claimToken: null,
      },
      select: { id: true },
    })
}

/**
 * Gives the mails kept of a ticket another subject, pages and what is listed in the pages of others too; what was rendered
 * with the old one is not kept.
 */
export async function eraseMailSubject(
  tx: Tx,
  { id: ticketId, reference }: { id: string; reference: string },
  subject: string,
): Promise<void> {
  await tx.$executeRaw`
    update "MailMessage" set "props" = "props" || jsonb_build_object('subject', ${subject}::text),
      "subject" = null, "html" = null, "text" = null, "claimToken" = null
    where "ticketId" = ${ticketId}::uuid or "props" @> jsonb_build_object('reference', ${reference}::text)`
  await tx.$executeRaw`
    update "MailMessage" set
      "props" = jsonb_set("props", '{others}', (
        select jsonb_agg(case when other->>'reference' = ${reference}
          then other || jsonb_build_object('subject', ${subject}::text) else other end)
        from jsonb_array_elements("props"->'others') other)),
      "html" = null, "text" = null, "claimToken" = null
    where "props" @> jsonb_build_object('others', jsonb_build_array(jsonb_build_object('reference', ${reference}::text)))`
}

async function renderMail(template: MailTemplate, props: unknown, reader: Reader) {
  const { subject, element } = writeMail(template, props, reader)
  const html = await render(element)
  // Written a second time for the text part: what people typed stands there character for character.
  const typed = await render(createElement(MailPart, { value: 'text' }, element))
  return { subject, html, text: toPlainText(typed, { preserveNewlines: true, wordwrap: false }) }
}

function replyAddress(props: unknown): string | null {
  const domain = env().MAIL_REPLY_DOMAIN
  const reference = (props as { reference?: string }).reference
  return domain && reference ? `reply+${reference}@${domain}` : null
}

/**
 * Sends one queued mail under a lease of 30 s; a worker that lost its lease writes nothing. Refused for now: again
 * with growing pauses. Refused for good, or eight times: failed, with the server's words. Without an SMTP server the
 * rendered mail is kept for the outbox.
 */
export async function sendQueuedMail(
  ctx: ServiceContext,
  mailId: string,
  transport: MailTransport,
  workerId: string,
): Promise<void> {
  const now = ctx.now()
  const claimToken = `${workerId}:${randomUUID()}`
  const claimed = await ctx.db.mailMessage.updateMany({
    where: { id: mailId, state: 'PENDING', OR: [{ claimedUntil: null }, { claimedUntil: { lte: now } }] },
    data: {
      claimToken,
      claimedUntil: new Date(now.getTime() + leaseMs),
      nextAt: new Date(now.getTime() + leaseMs),
      attempts: { increment: 1 },
    },
  })
  if (claimed.count === 0) return
  const mail = await ctx.db.mailMessage.findUniqueOrThrow({ where: { id: mailId } })
  const mine = { id: mailId, claimToken }
  const freed = { claimToken: null, claimedUntil: null }
  const fail = (lastError: string) =>
    ctx.db.mailMessage.updateMany({ where: mine, data: { ...freed, lastError, state: 'FAILED', nextAt: null } })

  let written: Awaited<ReturnType<typeof renderMail>>
  try {
    written = await renderMail(mail.template as MailTemplate, mail.props, {
      locale: localeOf(mail.locale),
      timeZone: mail.timeZone,
    })
  } catch (error) {
    // Its own fault: no later try can help, and whoever wrote it must hear of it.
    await fail((error as Error).message.slice(0, mostWords))
    throw error
  }
  try {
    await transport.send({
      to: mail.toAddress,
      messageId: mail.messageId,
      inReplyTo: mail.inReplyTo,
      replyTo: replyAddress(mail.props),
      ...written,
    })
  } catch (error) {
    if (!(error instanceof MailRefused)) throw error
    const words = error.message.slice(0, mostWords)
    const over = error.permanent || mail.attempts >= mostAttempts
    log.warn({ mailId, err: words, over }, 'mail refused')
    if (over) {
      await fail(words)
      return
    }
    const pauseMs = Math.min(15 * 60_000, 5_000 * 2 ** (mail.attempts - 1))
    await ctx.db.mailMessage.updateMany({
      where: mine,
      data: { ...freed, lastError: words, nextAt: new Date(ctx.now().getTime() + pauseMs) },
    })
    return
  }
  // From here on it has left: what fails now leaves the lease to run out, and the same mail goes again.
  const state = transport.kind === 'smtp' ? ('SENT' as const) : ('KEPT' as const)
  // A link or a code that signs in belongs to its reader alone: once it has left, nobody reads it here.
  const left =
    state === 'SENT' && secretTemplates.has(mail.template) ? { props: {}, subject: null, html: null, text: null } : {}
  await ctx.db.mailMessage.updateMany({
    where: mine,
    data: { ...freed, ...written, ...left, state, sentAt: ctx.now(), nextAt: null, lastError: null },
  })
}

/** Mails that wait to be sent, or whose worker has died: the sweep's index range. */
export async function dueMails(ctx: ServiceContext, limit: number): Promise<string[]> {
  const rows = await ctx.db.mailMessage.findMany({
    where: { nextAt: { not: null, lte: ctx.now() } },
    orderBy: { nextAt: 'asc' },
    take: limit,
    select: { id: true },
  })
  return rows.map((row) => row.id)
}

export interface HandOver {
  /** Unique to this attempt. */
  id: string
  template: MailTemplate
  props: unknown
  toAddress: string
  locale: string
  timeZone: string
  messageId?: string
  now: Date
}

/**
 * Sends a mail now, for deliveries that keep their own record (pages). Without an SMTP server it is kept in the outbox.
 * @throws MailRefused
 */
export async function handOver(
  db: Db,
  input: HandOver,
  transport: MailTransport,
): Promise<{ outcome: 'sent' | 'kept'; answer: string }> {
  const written = await renderMail(input.template, input.props, {
    locale: localeOf(input.locale),
    timeZone: input.timeZone,
  })
  const messageId = input.messageId ?? `<${input.id}@nightdesk>`
  if (transport.kind === 'smtp')
    return { outcome: 'sent', answer: await transport.send({ to: input.toAddress, messageId, ...written }) }
  await db.mailMessage.createMany({
    data: [
      {
        uniqueKey: input.id,
        template: input.template,
        props: input.props as Prisma.InputJsonObject,
        toAddress: input.toAddress,
        locale: input.locale,
        timeZone: input.timeZone,
        messageId,
        state: 'KEPT',
        createdAt: input.now,
        sentAt: input.now,
        ...written,
      },
    ],
    skipDuplicates: true,
  })
  return { outcome: 'kept', answer: 'kept in the outbox' }
}

/** The first rendering loads the renderer and the first mail opens a connection: both are done before somebody waits. */
export async function warmUp(transport: MailTransport): Promise<void> {
  await renderMail('contact-code', { code: '000000' }, { locale: 'en', timeZone: 'UTC' })
  try {
    await transport.verify()
  } catch (error) {
    log.warn({ err: (error as Error).message }, 'the SMTP server does not answer yet')
  }
}
