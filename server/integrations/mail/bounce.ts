import { SMTPServer } from 'smtp-server'
import type { Env } from '@/server/infra/env'
import { log } from '@/server/infra/log'

/**
 * Starts an SMTP server that rejects every recipient with the link of the ticket named in its address, as long as
 * inbound mail is not supported. Nothing is looked up, so nothing is revealed.
 */
export function startBounces(settings: Pick<Env, 'MAIL_BOUNCE_PORT' | 'PUBLIC_URL'>) {
  const server = new SMTPServer({
    authOptional: true,
    // Nothing secret is exchanged, and there is no certificate for TLS.
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo(address, _session, done) {
      const reference = /^reply\+([A-Z][A-Z0-9]{1,9}-[1-9]\d{0,8})@/i.exec(address.address)?.[1]?.toUpperCase()
      const link = reference ? `${settings.PUBLIC_URL}/tickets/${reference}` : settings.PUBLIC_URL
      done(Object.assign(new Error(`This mailbox is not read. Please reply at ${link}`), { responseCode: 550 }))
    },
  })
  server.on('error', (error) => log.warn({ err: error.message }, 'bounce server'))
  server.listen(settings.MAIL_BOUNCE_PORT)
  return { close: () => new Promise<void>((resolve) => server.close(() => resolve())) }
}
