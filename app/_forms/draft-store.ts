import { z } from 'zod'
import type { AttachmentView } from '@/server/tickets/attachments/schema'

/**
 * Drafts in this browser: one record per person, form and thing, with every field of the form. Several tabs may hold
 * the same draft; a tab that finds that another tab wrote in between keeps both texts instead of overwriting one.
 */
const attachment = z.object({ id: z.string(), fileName: z.string(), contentType: z.string(), size: z.number() })

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
}

/** The part of the Storage interface that drafts need. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** The storage key contains the person, so that two people who share a browser never see each other's words. */
export const draftKey = (draft: { userId: string; form: string; about: string }): string =>
  `nightdesk:draft:${draft.userId}:${draft.form}:${draft.about}`

const maxAside = 5

function recordSchema<V>(values: z.ZodType<V>) {
  const content = { values, attachments: z.array(attachment).catch([]) }
  return z.object({
    ...content,
    id: z.uuid(),
    revision: z.number().int(),
    savedAt: z.number(),
    basedOn: z.number().nullable().catch(null),
    attempt: z.object({ key: z.string(), atMs: z.number() }).nullable().catch(null),
    aside: z.array(z.object({ ...content, savedAt: z.number() })).catch([]),
  })
}

/** Parses a stored draft; null when it is damaged or was written in another release's format. */
export function parseDraft<V>(text: string | null, values: z.ZodType<V>): Draft<V> | null {
  if (text === null) return null
  try {
    const parsed = recordSchema(values).safeParse(JSON.parse(text))
    return parsed.success ? (parsed.data as Draft<V>) : null
  } catch {
    return null
  }
}

export function readDraft<V>(storage: DraftStorage, key: string, values: z.ZodType<V>): Draft<V> | null {
  try {
    return parseDraft(storage.getItem(key), values)
  } catch {
    return null
  }
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
  values: z.ZodType<V>,
  draft: Draft<V>,
  known: DraftContent<V> | null,
): Draft<V> {
  const stored = readDraft(storage, key, values)
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
