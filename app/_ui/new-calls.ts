import type { DeskPage, DeskStatus } from '@/server/tickets/reading/schema'

export type CallingPage = Pick<DeskPage, 'pageId' | 'mine' | 'called'>
export type CallsAt = Pick<DeskStatus, 'at'> & { pages: readonly CallingPage[] }

/** A call may be recorded a little after it was sent. */
const delayMs = 60_000

/**
 * Returns the ids of the pages that have begun to call a person since an earlier status. The list of a status is cut
 * off: a page that enters it only because another has left it does not call anew.
 */
export function newCalls(before: CallsAt, status: CallsAt, personId: string | undefined): string[] {
  const known = new Set(before.pages.flatMap(({ mine, pageId }) => (mine ? [pageId] : [])))
  const since = before.at.getTime() - delayMs
  return status.pages.flatMap(({ pageId, mine, called }) => {
    const sentAt = called.find(({ id }) => id === personId)?.sentAt
    return mine && !known.has(pageId) && !(sentAt && sentAt.getTime() < since) ? [pageId] : []
  })
}
