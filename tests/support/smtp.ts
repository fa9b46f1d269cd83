import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

export interface ReceivedMail {
  to: string[]
  mail: ParsedMail
  /** When the server accepted it, wall clock. */
  at: number
}

export interface SmtpRecorder {
  url: string
  mails: ReceivedMail[]
  to(address: string): ReceivedMail[]
  /** What the server answers from now on. */
  behave(how: 'accept' | 'busy' | 'refuse'): void
  waitFor(matches: (mail: ReceivedMail) => boolean, timeoutMs?: number): Promise<ReceivedMail>
  close(): Promise<void>
}

/** A real SMTP server on a free port of the loopback. */
export async function recordSmtp(): Promise<SmtpRecorder> {
  const mails: ReceivedMail[] = []
  let behaviour: 'accept' | 'busy' | 'refuse' = 'accept'
  const waiting = new Set<() => void>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      if (behaviour !== 'accept') {
        stream.resume()
        stream.on('end', () => {
          const busy = behaviour === 'busy'
          done(
            Object.assign(new Error(busy ? 'Try again later' : 'No such mailbox'), { responseCode: busy ? 451 : 550 }),
          )
        })
        return
      }
      simpleParser(stream)
        .then((mail) => {
          mails.push({ to: session.envelope.rcptTo.map((recipient) => recipient.address), mail, at: Date.now() })
          done()
          for (const check of [...waiting]) check()
        })
        .catch((error: Error) => done(error))
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    to: (address) => mails.filter((mail) => mail.to.includes(address)),
    behave: (how) => {
      behaviour = how
    },
    waitFor: (matches, timeoutMs = 20_000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(check)
          reject(
            new Error(
              `No such mail within ${timeoutMs} ms; there are: ${mails.map((mail) => `${mail.to.join()}: ${mail.mail.subject}`).join(' | ')}`,
            ),
          )
        }, timeoutMs)
        const check = () => {
          const found = mails.find(matches)
          if (!found) return
          clearTimeout(timer)
          waiting.delete(check)
          resolve(found)
        }
        waiting.add(check)
        check()
      }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
