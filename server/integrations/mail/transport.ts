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

/** Sends mail to an SMTP server, or stores it in the outbox that an administrator reads. */
export interface MailTransport {
  kind: 'smtp' | 'outbox'
  /** @returns the server's answer. @throws MailRefused */
  send(mail: OutgoingMail): Promise<string>
  verify(): Promise<void>
  close(): void
}

/** The server did not accept a mail; `permanent` when a retry cannot help (see `smtpRefusal`). */
export class MailRefused extends Error {
  readonly permanent: boolean
  readonly answer: string
  /** Whether the server may have accepted the mail without a confirmation, so that a retry is a repeat. */
  readonly mayHaveArrived: boolean
  /** Whether the server does not know the mailbox. */
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

/** The fields of nodemailer's error for a mail that was not accepted. */
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
 * Classifies a refusal (SEMANTICS §3): SMTP 5xx in answer to a mail is permanent. SMTP 4xx, no connection and a timeout
 * mean "not now", and so does a server that refuses the connection or our sign-in, since it has not looked at the mail.
 */
export function smtpRefusal({ responseCode, code, command, message }: SmtpFailure): {
  permanent: boolean
  mayHaveArrived: boolean
  noMailbox: boolean
} {
  const offered = command === undefined || offersMail.test(command)
  if (responseCode === undefined)
    return {
      // EENVELOPE without a response code: nodemailer itself refuses the address as malformed.
      permanent: code === 'EENVELOPE',
      mayHaveArrived: code !== 'EENVELOPE' && code !== 'EDNS' && !neverConnected.test(message),
      noMailbox: false,
    }
  const permanent = responseCode >= 500 && offered && code !== 'EAUTH'
  // A refused recipient is EENVELOPE both for 450 (greylisting) and for 550: the server's response code decides.
  return { permanent, mayHaveArrived: false, noMailbox: permanent && noSuchMailbox.has(responseCode) }
}

const defaultTimeoutMs = 10_000

/** Opens a pool of connections to the configured server; without SMTP_URL, the outbox. */
export function openMailTransport(
  settings: Pick<Env, 'SMTP_URL' | 'MAIL_FROM'>,
  timeoutMs = defaultTimeoutMs,
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
    // A mail is retried once when the server has closed an idle connection. Without a limit, a server that closes every
    // connection would be retried for ever, and the engineer's next notification rule would wait for it.
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
          // As an object, because a plain string would be parsed as a list of addresses.
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
        const answer = responseCode ? `${responseCode} ${message}` : message
        throw new MailRefused(permanent, withoutSecrets(answer, [mail.to, options.auth?.pass ?? '']), detail)
      }
    },
    async verify() {
      await pool.verify()
    },
    close: () => pool.close(),
  }
}
