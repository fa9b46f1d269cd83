import { attachmentOf } from '@/app/_ui/attachment-of'
import { fieldOf, isNumber, isText } from '@/app/_ui/field-of'
import type { AttachmentView } from '@/server/tickets/attachments/schema'

/**
 * Drafts in this browser: one record per person, form and thing, with every field of the form. Several tabs may hold
 * the same draft; a tab that finds that another tab wrote in between keeps both texts instead of overwriting one.
 */
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** Reads the stored values of a form; null when they are damaged or were written in another release's format. */
export type ReadValues<V> = (stored: unknown) => V | null

/** Reads the values of a form with one text. */
export function readBody(stored: unknown): { body: string } | null {
  const body = fieldOf(stored, 'body')
  return isText(body) ? { body } : null
}

/** Everything that a person entered in a form. */
export interface DraftContent<V> {
  values: V
  attachments: AttachmentView[]
}

/** Content that was replaced by another in the same form, kept until the writer decides. */
export interface AsideContent<V> extends DraftContent<V> {
  /** Epoch milliseconds of this browser's clock; for display only. */
  savedAt: number
}

export interface Draft<V> extends DraftContent<V> {
  /** Changes after every successful send; the idempotency key of a message is derived from it. */
  id: string
  /** Counts the writes by all tabs. */
  revision: number
  savedAt: number
  /** The newest public seq that the writer had seen when the text was begun or last compared with the thread. */
  basedOn: number | null
  /** The content that was sent without a known answer: its key, and the server's instant of the first try. */
  attempt: { key: string; atMs: number } | null
  aside: AsideContent<V>[]
  /** The version that the server had when this browser last saved there or read it; 0 when it had none. */
  server: number
  /** Whether that version is this content. */
  isSaved: boolean
}

/** The part of the Storage interface that drafts need. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** The storage key contains the person, so that two people who share a browser never see each other's words. */
export const draftKey = (draft: { userId: string; form: string; about: string }): string =>
  `nightdesk:draft:${draft.userId}:${draft.form}:${draft.about}`

const maxAside = 5

/** Reads a list; null when it is none or one of its items is damaged. */
function listOf<T>(stored: unknown, read: (item: unknown) => T | null): T[] | null {
  if (!Array.isArray(stored)) return null
  const items = stored.flatMap((item: unknown) => read(item) ?? [])
  return items.length === stored.length ? items : null
}

function contentOf<V>(stored: unknown, readValues: ReadValues<V>): AsideContent<V> | null {
  const values = readValues(fieldOf(stored, 'values'))
  const savedAt = fieldOf(stored, 'savedAt')
  if (values === null || !isNumber(savedAt)) return null
  return { values, savedAt, attachments: listOf(fieldOf(stored, 'attachments'), attachmentOf) ?? [] }
}

function attemptOf(stored: unknown): Draft<unknown>['attempt'] {
  const [key, atMs] = [fieldOf(stored, 'key'), fieldOf(stored, 'atMs')]
  return isText(key) && isNumber(atMs) ? { key, atMs } : null
}

/** Parses a stored draft; null when it is damaged or was written in another release's format. */
export function parseDraft<V>(text: string | null, readValues: ReadValues<V>): Draft<V> | null {
  if (text === null) return null
  try {
    const stored: unknown = JSON.parse(text)
    const content = contentOf(stored, readValues)
    const [id, revision, basedOn, server] = ['id', 'revision', 'basedOn', 'server'].map((name) => fieldOf(stored, name))
    if (!content || !isText(id) || !uuid.test(id) || !Number.isSafeInteger(revision)) return null
    return {
      ...content,
      id,
      revision: revision as number,
      basedOn: isNumber(basedOn) ? basedOn : null,
      attempt: attemptOf(fieldOf(stored, 'attempt')),
      aside: listOf(fieldOf(stored, 'aside'), (each) => contentOf(each, readValues)) ?? [],
      // Absent in drafts of an earlier release.
      server: Number.isSafeInteger(server) ? (server as number) : 0,
      isSaved: fieldOf(stored, 'isSaved') === true,
    }
  } catch {
    return null
  }
}

export function readDraft<V>(storage: DraftStorage, key: string, readValues: ReadValues<V>): Draft<V> | null {
  try {
    return parseDraft(storage.getItem(key), readValues)
  } catch {
    return null
  }
}

/** Returns the ids of the files of a draft as the server keeps it; empty when it is damaged. */
export function filesOfStored(content: string | null): string[] {
  const draft = parseDraft(content, (values) => values ?? {})
  return draft ? [draft, ...draft.aside].flatMap(({ attachments }) => attachments.map(({ id }) => id)) : []
}

/** Tells whether two contents have the same values and files. */
export const sameContent = <V>(a: DraftContent<V>, b: DraftContent<V>): boolean =>
  JSON.stringify([a.values, a.attachments.map(({ id }) => id)]) ===
  JSON.stringify([b.values, b.attachments.map(({ id }) => id)])

/** Adds a content to those kept aside, newest first and without duplicates. */
export function withAside<V>(aside: readonly AsideContent<V>[], content: AsideContent<V>): AsideContent<V>[] {
  return [content, ...aside.filter((each) => !sameContent(each, content))].slice(0, maxAside)
}

/**
 * Writes a draft as the next revision. When another tab has written since `draft.revision` was read, and its content
 * differs from `known`, that content is kept aside in the same record.
 * @param known the content that this tab last read or wrote
 * @throws DOMException when the store is full or forbidden
 */
export function writeDraft<V>(
  storage: DraftStorage,
  key: string,
  readValues: ReadValues<V>,
  draft: Draft<V>,
  known: DraftContent<V> | null,
): Draft<V> {
  const stored = readDraft(storage, key, readValues)
  const foreign = stored !== null && stored.revision !== draft.revision
  let aside = draft.aside
  if (foreign) {
    for (const each of [...stored.aside].reverse()) aside = withAside(aside, each)
    if (!sameContent(stored, draft) && !(known && sameContent(stored, known)))
      aside = withAside(aside, {
        values: stored.values,
        attachments: stored.attachments,
        savedAt: stored.savedAt,
      })
  }
  const written = { ...draft, aside, revision: Math.max(draft.revision, stored?.revision ?? 0) + 1 }
  storage.setItem(key, JSON.stringify(written))
  return written
}
