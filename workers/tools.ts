import type { MailTransport } from '@/server/integrations/mail/mail'
import { type PageTransports, releaseMailPages } from '@/server/paging/page/pages'
import { subscribers } from './subscribers'

export interface SweepTransports {
  paging: PageTransports
  mail: MailTransport
}

/** Returns the tools that the worker passes to the due work that it runs. */
export function openTools(transports: SweepTransports, workerId: string, signal?: AbortSignal) {
  return {
    ...transports,
    workerId,
    /** Aborted when the process is to end. */
    signal,
    subscribers,
    // Makes notifications due that waited for the mail server.
    onMailBack: releaseMailPages,
  }
}

export type SweepTools = ReturnType<typeof openTools>
