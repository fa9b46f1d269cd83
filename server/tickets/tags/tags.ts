import type { z } from 'zod'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { changeTicket } from '../change/change-ticket'
import { refuse } from '../change/conduct'
import { sentForm } from '../change/form'
import { ticketRights } from '../rights.rules'
import { tagLimits } from './facts'
import { changedTags, mayHaveTags, tagKey } from './names.rules'
import type { changeTagsSchema, knownTagsSchema } from './schema'

/**
 * Adds tags to a ticket and takes tags off it; recorded in the staff chain, because only staff see tags (SEMANTICS §6.3).
 * The first spelling of a tag is used for all tickets. Idempotent: nothing is recorded when nothing changes. The ticket
 * does not become unread.
 * @throws DomainError INVALID `tooManyTags`
 */
export async function changeTags(
  ctx: ServiceContext,
  actor: Actor,
  { reference, clientKey, ...change }: z.output<typeof changeTagsSchema>,
): Promise<void> {
  const viewer = authorise(actor, ticketRights.triage)
  const form = sentForm('changeTags', viewer, clientKey, change)
  await changeTicket(ctx, viewer, { reference, form }, async (draft) => {
    draft.keepFromCustomers()
    draft.keepActivity()
    // A refused change leaves no tag behind, because the transaction is rolled back.
    const changed = changedTags(draft.ticket.tags, change, await makeTagsKnown(draft.tx, change.add, draft.now))
    refuse(mayHaveTags(changed))
    const { tags, added, removed } = changed
    if (added.length === 0 && removed.length === 0) return
    draft.record('tags_changed', { added, removed }, { form })
    draft.set({ tags })
  })
}

/** Makes tags known, and returns the spelling of each by its key. Always in one order, so that no two changes deadlock. */
export async function makeTagsKnown(tx: Tx, names: readonly string[], now: Date): Promise<Map<string, string>> {
  if (names.length === 0) return new Map()
  const keys = [...new Map(names.map((name) => [tagKey(name), name]))].sort(([a], [b]) => (a < b ? -1 : 1))
  const stored = async () => {
    const known = await tx.tag.findMany({ where: { key: { in: keys.map(([key]) => key) } } })
    return new Map(known.map(({ key, name }) => [key, name]))
  }
  const known = await stored()
  const unknown = keys.filter(([key]) => !known.has(key))
  if (unknown.length === 0) return known
  await tx.tag.createMany({
    data: unknown.map(([key, name]) => ({ key, name, createdAt: now })),
    skipDuplicates: true,
  })
  return stored()
}

/**
 * Returns names of tags that at least one ticket has and that contain a text, in any letter case: those that begin with
 * it first, at most 20.
 */
export async function readKnownTags(
  ctx: ServiceContext,
  actor: Actor,
  { text }: z.output<typeof knownTagsSchema>,
): Promise<string[]> {
  authorise(actor, ticketRights.readQueue)
  const key = tagKey(text)
  const rows = await ctx.db.$queryRaw<{ name: string }[]>`
    select g."name" from "Tag" g
    where strpos(g."key", ${key}) > 0
      and exists (select 1 from "Ticket" t where t."tags" <> '{}' and t."tags" @> array[g."name"])
    order by starts_with(g."key", ${key}) desc, g."key" limit ${tagLimits.offered}`
  return rows.map(({ name }) => name)
}
