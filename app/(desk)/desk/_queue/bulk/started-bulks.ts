import { isText } from '@/app/_ui/field-of'

/*
 * The bulk changes that this tab has started and not dismissed, so that a reload still shows their result and their Undo.
 * In the session's storage: another tab has others.
 */
const storageKey = 'nightdesk.bulk'

export function readStartedBulks(): string[] {
  try {
    const stored: unknown = JSON.parse(window.sessionStorage.getItem(storageKey) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isText) : []
  } catch {
    return []
  }
}

export function keepStartedBulks(ids: readonly string[]): void {
  try {
    window.sessionStorage.setItem(storageKey, JSON.stringify(ids))
  } catch {
    // Without storage a reload forgets the list; the bulk changes themselves are on the server.
  }
}
