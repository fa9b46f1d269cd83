import { randomUUID } from 'node:crypto'
import type { Prisma } from '@/generated/prisma/client'
import type { MailOf, MailTemplate } from '@/emails/registry'
import { isNotice, noticeTemplates } from '@/emails/templates/ticket-notices'
import type { Db, Tx } from '@/server/infra/db/db'
import { log } from '@/server/infra/log'
import { renderMail } from './render'
import { MailRefused, type MailTransport, openMailTransport } from './transport'

export { MailRefused, type MailTransport, openMailTransport }
export { dueMails, releaseMails, sendQueuedMail } from './sending'
export { noticeSendAt } from './retry'
export type { MailOf } from '@/emails/registry'
export type { NoticeTemplate } from '@/emails/templates/ticket-notices'

interface Posting {
  /** Identifies the cause of the mail, which is queued at most once per key. */
  uniqueKey: string
  toAddress: string
  toUserId?: string | null
  locale: string
  timeZone: string
  ticketId?: string | null
  messageId?: string
  inReplyTo?: string | null
  /** The mail is not sent before this instant; absent: at once. */
  sendAt?: Date
  now: Date
}
/** A mail to queue, with the props of its template. */
export type QueueMailInput<T extends MailTemplate = MailTemplate> = Posting & MailOf<T>

/** Returns the recipient fields of a mail to a person's account address. */
export const recipientOf = (person: { id: string; email: string; locale: string; timeZone: string }) => ({
  toAddress: person.email,
  toUserId: person.id,
  locale: person.locale,
  timeZone: person.timeZone,
})

/**
 * Queues a mail in the transaction of its cause and returns its id; the caller enqueues `mail.send` after the commit.
 * Idempotent per `uniqueKey`.
 */
export async function queueMail(tx: Tx, input: QueueMailInput): Promise<string> {
  const [id] = await queueMails(tx, [input])
  return id!
}

/**
 * Queues several mails with different keys, in two statements per batch. A mail whose key exists already is left as it
 * is.
 * @returns the mails' ids, in the order of `inputs`
 */
export async function queueMails(tx: Tx, inputs: readonly QueueMailInput[]): Promise<string[]> {
  if (inputs.length === 0) return []
  const rows = new Map<string, Prisma.MailMessageCreateManyInput>()
  for (const input of inputs) {
    if (rows.has(input.uniqueKey)) continue
    const id = randomUUID()
    rows.set(input.uniqueKey, {
      id,
      uniqueKey: input.uniqueKey,
      template: input.template,
      props: input.props,
      toAddress: input.toAddress,
      toUserId: input.toUserId ?? null,
      locale: input.locale,
      timeZone: input.timeZone,
      ticketId: input.ticketId ?? null,
      messageId: input.messageId ?? `<${id}@nightdesk>`,
      inReplyTo: input.inReplyTo ?? null,
      createdAt: input.now,
      nextAt: input.sendAt ?? input.now,
    })
  }
  const named = { id: true, uniqueKey: true } as const
  const added = await tx.mailMessage.createManyAndReturn({
    data: [...rows.values()],
    skipDuplicates: true,
    select: named,
  })
  const ids = new Map(added.map(({ id, uniqueKey }) => [uniqueKey, id]))
  const others = [...rows.keys()].filter((uniqueKey) => !ids.has(uniqueKey))
  if (others.length > 0)
    for (const { id, uniqueKey } of await tx.mailMessage.findMany({
      where: { uniqueKey: { in: others } },
      select: named,
    }))
      ids.set(uniqueKey, id)
  return inputs.map(({ uniqueKey }) => ids.get(uniqueKey)!)
}

/** Templates whose only purpose is to let their reader sign in. */
const accountTemplates: ReadonlySet<string> = new Set<MailTemplate>(['sign-in-link', 'password-reset'])

/**
 * Deletes the pending mails of a person who is no longer on staff, except those that they may still read. A mail that
 * is being sent at that moment may still arrive, but is not retried.
 * @param may what the person may still read: mails for signing in, notices about tickets of these organisations
 */
export async function cancelMails(
  tx: Tx,
  userId: string,
  may: { signIn: boolean; organisationIds: readonly string[] },
): Promise<void> {
  const waiting = await tx.mailMessage.findMany({
    where: { toUserId: userId, state: 'pending' },
    select: { id: true, template: true, ticketId: true },
  })
  if (waiting.length === 0) return
  const tickets = await tx.ticket.findMany({
    where: {
      id: { in: waiting.flatMap(({ ticketId }) => ticketId ?? []) },
      organisationId: { in: [...may.organisationIds] },
    },
    select: { id: true },
  })
  const readable = new Set(tickets.map(({ id }) => id))
  const over = waiting.filter(({ template, ticketId }) =>
    accountTemplates.has(template) ? !may.signIn : !(isNotice(template) && ticketId && readable.has(ticketId)),
  )
  await tx.mailMessage.deleteMany({ where: { id: { in: over.map(({ id }) => id) } } })
}

/**
 * Erases the message body and reason from the mails of one cause, sent or not, with their rendered text. A mail that is
 * being sent may be sent a second time, without the erased words.
 * @param causePrefix the prefix of the unique keys of the cause's mails
 */
export async function eraseMailWords(tx: Tx, causePrefix: string): Promise<void> {
  await tx.$executeRaw`
    update "MailMessage" set "props" = "props" || '{"body":"","reason":""}'::jsonb,
      "html" = null, "text" = null, "claimToken" = null
    where starts_with("uniqueKey", ${causePrefix})`
  await deleteBundledTexts(tx, causePrefix)
}

/** Deletes the rendered text of mails that were bundled with those of the cause, because it contains the same words. */
async function deleteBundledTexts(tx: Tx, causePrefix: string): Promise<void> {
  await tx.$executeRaw`
    update "MailMessage" set "html" = null, "text" = null, "claimToken" = null
    where "bundledWithId" in (
      select "bundledWithId" from "MailMessage"
      where starts_with("uniqueKey", ${causePrefix}) and "bundledWithId" is not null)`
}

/** Replaces the props of the mails of one cause, sent or not, and deletes the text rendered with the old ones. */
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
  await deleteBundledTexts(tx, causePrefix)
}

/**
 * Changes props of the mails of one cause that were not sent yet. One that is being sent now is changed too, for the
 * case that it is refused and tried again.
 * @param causePrefix the prefix of the unique keys of the cause's mails
 * @returns the readers of those that wait, and of the others, which were sent, have failed, or are being sent now
 */
export async function rewriteUnsentMails(
  tx: Tx,
  ticketId: string,
  causePrefix: string,
  props: Prisma.InputJsonObject,
): Promise<{ waiting: string[]; others: string[] }> {
  const mails = await tx.$queryRaw<{ id: string; toUserId: string | null; isPending: boolean; isClaimed: boolean }[]>`
    select "id", "toUserId", "state" = 'pending' as "isPending", "claimToken" is not null as "isClaimed" from "MailMessage"
    where "ticketId" = ${ticketId}::uuid and starts_with("uniqueKey", ${causePrefix}) for update`
  const pending = mails.filter(({ isPending }) => isPending)
  if (pending.length > 0)
    await tx.$executeRaw`
      update "MailMessage" set "props" = "props" || ${JSON.stringify(props)}::jsonb, "html" = null, "text" = null
      where "id" = any(${pending.map(({ id }) => id)}::uuid[])`
  const readersOf = (isWaiting: boolean) =>
    mails.flatMap(({ toUserId, isPending, isClaimed }) =>
      (isPending && !isClaimed) === isWaiting ? (toUserId ?? []) : [],
    )
  return { waiting: readersOf(true), others: readersOf(false) }
}

/** Makes the notices of a ticket due that were not tried yet; returns their ids. */
export async function releaseNotices(tx: Tx, ticketId: string, now: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    update "MailMessage" set "nextAt" = ${now}::timestamptz
    where "ticketId" = ${ticketId}::uuid and "state" = 'pending' and "attempts" = 0 and "nextAt" > ${now}::timestamptz
      and "template" = any(${[...noticeTemplates]}::text[])
    returning "id"`
  return rows.map(({ id }) => id)
}

/**
 * Replaces a ticket's subject in all stored mails, also in mails about pages and where they list the ticket among
 * others, and deletes the text rendered with the old subject.
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

interface HandedOver {
  /** Unique to this attempt. */
  id: string
  toAddress: string
  locale: string
  timeZone: string
  messageId?: string
  now: Date
}
export type HandOver = HandedOver & MailOf

/**
 * Sends a mail at once, for deliveries that keep their own record (pages). Without an SMTP server it is stored in the
 * outbox.
 * @throws MailRefused
 */
export async function handOver(
  db: Db,
  input: HandOver,
  transport: MailTransport,
): Promise<{ outcome: 'sent' | 'kept'; answer: string }> {
  const written = await renderMail(input.template, input.props, input)
  const messageId = input.messageId ?? `<${input.id}@nightdesk>`
  if (transport.kind === 'smtp')
    return { outcome: 'sent', answer: await transport.send({ to: input.toAddress, messageId, ...written }) }
  await db.mailMessage.createMany({
    data: [
      {
        uniqueKey: input.id,
        template: input.template,
        props: input.props,
        toAddress: input.toAddress,
        locale: input.locale,
        timeZone: input.timeZone,
        messageId,
        state: 'kept',
        createdAt: input.now,
        sentAt: input.now,
        ...written,
      },
    ],
    skipDuplicates: true,
  })
  return { outcome: 'kept', answer: 'kept in the outbox' }
}

/**
 * Renders a mail and verifies the SMTP connection at the start, so that the first real mail does not wait for either.
 * Never throws for the server.
 */
export async function warmUp(transport: MailTransport): Promise<void> {
  await renderMail('contact-code', { code: '000000' }, { locale: 'en', timeZone: 'UTC' })
  try {
    await transport.verify()
  } catch (error) {
    log.warn({ err: (error as Error).message }, 'the SMTP server does not respond yet')
  }
}
