import { randomUUID } from 'node:crypto'
import { Prisma } from '@/generated/prisma/client'
import type { Client, Tx } from '@/server/infra/db/db'
import { isStaff, type PersonActor, readsAllTickets } from '@/server/vocabulary/rights/actor'
import type { DraftForm } from './facts'

/** What names a draft: its writer, the form and the ticket. */
export interface DraftPlace {
  form: DraftForm
  reference: string | null
}

export const aboutOf = ({ reference }: DraftPlace): string => reference ?? ''

/** `visibleTo` as a condition of SQL on the ticket `t`. */
function isVisible(viewer: PersonActor): Prisma.Sql {
  if (isStaff(viewer)) return Prisma.sql`true`
  const all = viewer.memberships.map(({ organisationId }) => organisationId)
  const open = viewer.memberships.filter(readsAllTickets).map(({ organisationId }) => organisationId)
  return Prisma.sql`(t."organisationId" = any(${open}::uuid[])
    or (t."organisationId" = any(${all}::uuid[])
      and (t."filerId" = ${viewer.userId}::uuid
        or exists (select 1 from "Watcher" w where w."ticketId" = t."id" and w."userId" = ${viewer.userId}::uuid))))`
}

interface NewDraft {
  draftId: string
  sealed: string | null
  attachmentIds: readonly string[]
  savedAt: Date
  nextAt: Date
}

/**
 * Inserts the first version of a draft, unless there is a row already, or the viewer cannot read its ticket.
 * @returns whether it was inserted
 */
export async function insertDraft(
  client: Client,
  viewer: PersonActor,
  place: DraftPlace,
  { draftId, sealed, attachmentIds, savedAt, nextAt }: NewDraft,
): Promise<boolean> {
  const about = aboutOf(place)
  const rows = await client.$queryRaw<{ version: number }[]>`
    insert into "Draft" ("id", "ownerId", "form", "about", "ticketId", "draftId", "version", "sealed", "attachmentIds",
      "savedAt", "nextAt")
    select ${randomUUID()}::uuid, ${viewer.userId}::uuid, ${place.form}, ${about}, t."id", ${draftId}::uuid, 1,
      ${sealed}, ${[...attachmentIds]}::uuid[], ${savedAt}::timestamptz, ${nextAt}::timestamptz
    from (select ${about} as "reference") as place
    left join "Ticket" t on t."reference" = place."reference" and ${isVisible(viewer)}
    where place."reference" = '' or t."id" is not null
    on conflict ("ownerId", "form", "about") do nothing
    returning "version"`
  return rows.length > 0
}

/**
 * Ends a draft whose content was sent, in the transaction that records it. Another draft in the same place stays. A row
 * is left even when the draft was never saved, because a save that is still on its way must find a later version; it takes
 * the place of one that a message before has left.
 */
export async function endDraft(
  tx: Tx,
  ownerId: string,
  place: DraftPlace,
  { draftId, now, nextAt }: { draftId: string; now: Date; nextAt: Date },
): Promise<void> {
  await tx.$executeRaw`
    insert into "Draft" as d ("id", "ownerId", "form", "about", "draftId", "version", "savedAt", "nextAt")
    values (${randomUUID()}::uuid, ${ownerId}::uuid, ${place.form}, ${aboutOf(place)}, ${draftId}::uuid, 1,
      ${now}::timestamptz, ${nextAt}::timestamptz)
    on conflict ("ownerId", "form", "about") do update set "draftId" = excluded."draftId", "sealed" = null,
      "attachmentIds" = '{}', "version" = d."version" + 1, "savedAt" = excluded."savedAt", "nextAt" = excluded."nextAt"
    where (d."draftId" = excluded."draftId") = (d."sealed" is not null)`
}

/**
 * Whether an uploaded file `a` waits in a draft, or in a message that is not sent yet, of the person who uploaded it: it
 * is kept as long as they are.
 */
export const isKeptForMessage = Prisma.sql`(
  exists (select 1 from "Draft" d where d."ownerId" = a."uploaderId" and a."id" = any(d."attachmentIds"))
  or exists (select 1 from "HeldMessage" h where h."authorId" = a."uploaderId" and h."input" is not null
    and h."input" -> 'attachmentIds' ? a."id"::text))`
