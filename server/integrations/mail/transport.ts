import nodemailer from 'nodemailer'
import type { Env } from '@/server/infra/env'
import { withoutSecrets } from '@/server/infra/secrets'

export interface OutgoingMail {
  to: string
  subject: string
  html: string
  text: string
  messageId: string
  inReplyTo?: string | null
  replyTo?: string | null
}

/** Where mail goes: an SMTP server, or the outbox that an administrator reads. */
export interface MailTransport {
  kind: 'smtp' | 'outbox'
  /** @returns the server's own answer. @throws MailRefused */
  send(mail: OutgoingMail): Promise<string>
  verify(): Promise<void>
  close(): void
}

/** The server did not take it; `permanent` when trying again cannot help (SMTP 5xx). */
export class MailRefused extends Error {
  readonly permanent: boolean
  readonly answer: string
  /** The server may have taken the mail although it did not say so: the next one is a repeat. */
  readonly mayHaveArrived: boolean
  /** The server knows no such mailbox. */
  readonly noMailbox: boolean

  constructor(permanent: boolean, answer: string, detail: { mayHaveArrived?: boolean; noMailbox?: boolean } = {}) {
    super(answer)
    this.name = 'MailRefused'
    this.permanent = permanent
    this.answer = answer
    this.mayHaveArrived = detail.mayHaveArrived ?? false
    this.noMailbox = detail.noMailbox ?? false
  }
}

/** What nodemailer says of a mail that was not taken. */
interface SmtpFailure {
  responseCode?: number
  message: string
  code?: string
  /** The command that was answered: `CONN`, `EHLO`, `AUTH LOGIN`, `MAIL FROM`, `RCPT TO`, `DATA`. */
  command?: string
}

const offersMail = /^(MAIL|RCPT|DATA|BDAT|API)/
const neverConnected =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|Connection timeout|Greeting never received/
const noSuchMailbox = new Set([550, 551, 553])

/**
 * What a refusal means (SEMANTICS §3): SMTP 5xx in answer to a mail is permanent; SMTP 4xx, no connection and a timeout
 * mean "not now", and so does a server that refuses the connection or our sign-in: it has not looked at the mail.
 */
export function smtpRefusal({ responseCode, code, command, message }: SmtpFailure): {
  permanent: boolean
  mayHaveArrived: boolean
  noMailbox: boolean
} {
  const offered = command === undefined || offersMail.test(command)
  if (responseCode === undefined)
    return {
      // Nodemailer itself refuses an address that cannot be written in a command.
      permanent: code === 'EENVELOPE',
      mayHaveArrived: code !== 'EENVELOPE' && code !== 'EDNS' && !neverConnected.test(message),
      noMailbox: false,
    }
  const permanent = responseCode >= 500 && offered && code !== 'EAUTH'
  // A refused recipient is EENVELOPE at 450 (greylisting) as at 550: the server's own number decides.
  return { permanent, mayHaveArrived: false, noMailbox: permanent && noSuchMailbox.has(responseCode) }
}

const patienceMs = 10_000

/** A pooled connection to the configured server, kept warm; without SMTP_URL, the outbox. */
export function openMailTransport(
  settings: Pick<Env, 'SMTP_URL' | 'MAIL_FROM'>,
  timeoutMs = patienceMs,
): MailTransport {
  if (!settings.SMTP_URL)
    return {
      kind: 'outbox',
      send: async () => 'kept in the outbox',
      verify: async () => undefined,
      close: () => undefined,
    }
  const url = new URL(settings.SMTP_URL)
  const options = {
    pool: true as const,
    // A server that closes an idle connection is asked once more. One that hangs up each time would be asked for ever,
    // and the engineer's next rule would wait for it.
    maxRequeues: 1,
    maxConnections: 4,
    maxMessages: 1_000,
    host: url.hostname,
    port: Number(url.port || (url.protocol === 'smtps:' ? 465 : 25)),
    secure: url.protocol === 'smtps:',
    auth: url.username ? { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } : undefined,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  }
  const pool = nodemailer.createTransport(options)
  return {
    kind: 'smtp',
    async send(mail) {
      try {
        const sent = await pool.sendMail({
          from: settings.MAIL_FROM,
          // One reader: as plain text it would be read as a list.
          to: { name: '', address: mail.to },
          subject: mail.subject,
          html: mail.html,
          text: mail.text,
          messageId: mail.messageId,
          replyTo: mail.replyTo ?? undefined,
          inReplyTo: mail.inReplyTo ?? undefined,
          references: mail.inReplyTo ?? undefined,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
        return withoutSecrets(sent.response, [mail.to])
      } catch (error) {
        const failure = error as SmtpFailure
        const { responseCode, message } = failure
        const { permanent, ...detail } = smtpRefusal(failure)
        const said = responseCode ? `${responseCode} ${message}` : message
        throw new MailRefused(permanent, withoutSecrets(said, [mail.to, options.auth?.pass ?? '']), detail)
      }
    },
    async verify() {
      await pool.verify()
    },
    close: () => pool.close(),
  }
}
