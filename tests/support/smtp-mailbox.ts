import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { recordSmtp } from './smtp'

export interface MailboxEntry {
  to: string[]
  subject: string
  text: string
}

/** The recorder of smtp.ts with a door for another process: GET answers what has come so far, as JSON. */
export async function recordSmtpMailbox() {
  const smtp = await recordSmtp()
  const server = http.createServer((_request, response) => {
    const mails: MailboxEntry[] = smtp.mails.map(({ to, mail }) => ({
      to,
      subject: mail.subject ?? '',
      text: mail.text ?? '',
    }))
    response.setHeader('content-type', 'application/json').end(JSON.stringify(mails))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    smtpUrl: smtp.url,
    url: `http://127.0.0.1:${port}`,
    async close() {
      await new Promise((resolve) => server.close(resolve))
      await smtp.close()
    },
  }
}
