import { cleanForm } from '../search/text.rules'
import type { Refusal } from '../conversation/conduct.rules'
import { tagLimits } from './facts'

/** Returns what identifies a tag: two names are of one tag when they differ only in letter case (SEMANTICS §6.2). */
export const tagKey = (name: string): string => cleanForm(name).toLowerCase()

export interface TagChange {
  tags: string[]
  added: string[]
  removed: string[]
}

/**
 * Returns the tags of a ticket after a change, with what it really adds and removes. New tags come last. A tag that is
 * both added and removed stays or is added.
 * @param spelt the one spelling of each added tag, by its key
 */
export function changedTags(
  before: readonly string[],
  change: { add: readonly string[]; remove: readonly string[] },
  spelt: ReadonlyMap<string, string> = new Map(),
): TagChange {
  const wanted = new Map(change.add.map((name) => [tagKey(name), spelt.get(tagKey(name)) ?? name]))
  const unwanted = new Set(change.remove.map(tagKey).filter((key) => !wanted.has(key)))
  const had = new Set(before.map(tagKey))
  const removed = before.filter((name) => unwanted.has(tagKey(name)))
  const added = [...wanted].flatMap(([key, name]) => (had.has(key) ? [] : [name]))
  return { tags: [...before.filter((name) => !unwanted.has(tagKey(name))), ...added], added, removed }
}

/** Refuses more tags than a ticket may have. */
export const mayHaveTags = ({ tags, added }: TagChange): Refusal | null =>
  added.length > 0 && tags.length > tagLimits.perTicket ? { reason: 'tooManyTags', field: 'add' } : null
