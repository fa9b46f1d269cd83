import type { z } from 'zod'
import { limits, requirePoint } from '@/server/accounts/sign-in/limits'
import type { ServiceContext } from '@/server/infra/context'
import type { Tx } from '@/server/infra/db/db'
import { env } from '@/server/infra/env'
import { notFound } from '@/server/infra/errors'
import { log } from '@/server/infra/log'
import { authorise } from '@/server/infra/rights/authorise'
import { seal, SealBroken, unseal } from '@/server/infra/seal'
import type { Actor, PersonActor } from '@/server/vocabulary/rights/actor'
import { ticketRights } from '../rights.rules'
import { draftDays } from './facts'
import { aboutOf, type DraftPlace, endDraft, insertDraft } from './queries'
import type { draftPlaceSchema, DraftSaved, DraftView, saveDraftSchema } from './schema'

/**
 * Drafts of messages and new tickets, one row per person, form and ticket, on all of their devices. Only the writer
 * reads them; nobody else learns that there is one.
 *
 * They are sealed and not masked. Masking would change a text while it is being written, and lose what the rules take
 * for a secret before its writer can say that it is none; the verbs that send it mask it as before. A copy of the
 * database holds no word of a draft, and no verb returns one to anybody but its writer.
 *
 * A save names the version that it continues, so that no device overwrites another one's text. Sending and discarding
 * leave a row without content and with a later version: a save that was still on its way changes nothing.
 */
const purpose = 'draft'
const boundTo = (ownerId: string, place: DraftPlace) => `${ownerId}:${place.form}:${aboutOf(place)}`

const dayMs = 86_400_000
/** Days for which the version of a draft that was sent or discarded is kept; a save is not on its way for that long. */
const endedDays = 7

/** The beginning of the day after so many days, UTC: the column's index changes once a day and not at every save. */
const removedAfter = (days: number, now: Date) => new Date((Math.floor(now.getTime() / dayMs) + days + 1) * dayMs)

/**
 * Saves a draft, or discards it when `content` is null. Costs one statement besides the rate limit; writes no event.
 * @returns `newer` when another device has saved since `base`; nothing is overwritten
 * @throws DomainError NOT_FOUND when the writer cannot read the ticket, RATE_LIMITED `tooManyAttempts`
 */
export async function saveDraft(
  ctx: ServiceContext,
  actor: Actor,
  input: z.output<typeof saveDraftSchema>,
): Promise<DraftSaved> {
  const viewer = authorise(actor, ticketRights.keepDrafts)
  await requirePoint(ctx, `drafts:${viewer.userId}`, limits.drafts)
  const { draftId, base, content, attachmentIds } = input
  const now = ctx.now()
  const saved = {
    draftId,
    sealed: content === null ? null : seal(env().LINK_SECRET, purpose, boundTo(viewer.userId, input), content),
    attachmentIds: content === null ? [] : attachmentIds,
    savedAt: now,
    nextAt: removedAfter(content === null ? endedDays : draftDays, now),
  }
  const isSaved =
    base === 0
      ? await insertDraft(ctx.db, viewer, input, saved)
      : (
          await ctx.db.draft.updateMany({
            where: { ownerId: viewer.userId, form: input.form, about: aboutOf(input), version: base },
            data: { ...saved, version: base + 1 },
          })
        ).count > 0
  if (isSaved) return { state: 'saved', version: base + 1, savedAt: now }
  const current = await selectDraft(ctx, viewer, input)
  if (!current && base === 0) throw notFound(aboutOf(input))
  return { state: 'newer', current }
}

/** Returns the viewer's draft in a form; null when none was ever saved there. */
export async function readDraft(
  ctx: ServiceContext,
  actor: Actor,
  place: z.output<typeof draftPlaceSchema>,
): Promise<DraftView | null> {
  return selectDraft(ctx, authorise(actor, ticketRights.keepDrafts), place)
}

async function selectDraft(ctx: ServiceContext, viewer: PersonActor, place: DraftPlace): Promise<DraftView | null> {
  const row = await ctx.db.draft.findUnique({
    where: { ownerId_form_about: { ownerId: viewer.userId, form: place.form, about: aboutOf(place) } },
    select: { draftId: true, version: true, savedAt: true, sealed: true },
  })
  if (!row) return null
  const { sealed, ...view } = row
  return { ...view, content: openDraft(viewer.userId, place, sealed), isEnded: sealed === null }
}

/** Returns the content of a stored draft; null when it has none, or when LINK_SECRET is another one by now. */
export function openDraft(ownerId: string, place: DraftPlace, sealed: string | null): string | null {
  if (sealed === null) return null
  try {
    return unseal(env().LINK_SECRET, purpose, boundTo(ownerId, place), sealed)
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error
    log.warn({ form: place.form }, 'a draft cannot be read with this LINK_SECRET')
    return null
  }
}

/**
 * Ends the draft that a message was written as, in the transaction that records the message.
 * @param place without a `draftId` when the message was not written as a draft
 */
export async function endSentDraft(
  tx: Tx,
  writer: PersonActor,
  place: DraftPlace & { draftId?: string | undefined },
  now: Date,
): Promise<void> {
  const { draftId } = place
  if (draftId !== undefined)
    await endDraft(tx, writer.userId, place, { draftId, now, nextAt: removedAfter(endedDays, now) })
}

/** Returns the ids of drafts that nobody has saved for a long time, and of what is left of ended ones. */
export async function dueDrafts(ctx: ServiceContext, limit: number): Promise<string[]> {
  const rows = await ctx.db.draft.findMany({
    where: { nextAt: { lte: ctx.now() } },
    orderBy: [{ nextAt: 'asc' }, { id: 'asc' }],
    take: limit,
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}

/** Removes a draft whose time is over, unless it was saved again. Its files are removed as those that were never sent. */
export async function removeDraft(ctx: ServiceContext, id: string): Promise<void> {
  await ctx.db.draft.deleteMany({ where: { id, nextAt: { lte: ctx.now() } } })
}
