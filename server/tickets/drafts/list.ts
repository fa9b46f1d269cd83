import { z } from 'zod'
import { Prisma } from '@/generated/prisma/client'
import type { ServiceContext } from '@/server/infra/context'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { visibleTo } from '../queries'
import { ticketRights } from '../rights.rules'
import { openDraft } from './drafts'
import { draftForms } from './facts'
import type { DraftLine, ReturnedLine } from './schema'

/** Lines of the list, the newest first. */
const maxLines = 100

const formOf = z.enum(draftForms)
const written = z.object({ values: z.object({ body: z.string() }) })
const sent = z.object({ body: z.string().default('') }).catch({ body: '' })

function textOf(content: string): string {
  try {
    return written.parse(JSON.parse(content)).values.body
  } catch {
    return ''
  }
}

/**
 * Returns what the viewer has written and not sent: drafts, and messages that were undone or could not be sent. Words
 * about a ticket that the viewer can no longer open are still theirs: they are returned without anything of the ticket
 * but the reference, which the writer knew.
 */
export async function readDrafts(
  ctx: ServiceContext,
  actor: Actor,
): Promise<{ drafts: DraftLine[]; returned: ReturnedLine[] }> {
  const viewer = authorise(actor, ticketRights.keepDrafts)
  const [rows, messages] = await Promise.all([
    ctx.db.draft.findMany({
      where: { ownerId: viewer.userId, sealed: { not: null } },
      orderBy: [{ savedAt: 'desc' }, { id: 'desc' }],
      take: maxLines,
    }),
    ctx.db.heldMessage.findMany({
      where: {
        authorId: viewer.userId,
        state: { in: ['undone', 'returned'] },
        verb: { not: 'close' },
        input: { not: Prisma.DbNull },
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: maxLines,
      select: {
        id: true,
        ticketId: true,
        createdAt: true,
        reason: true,
        input: true,
        ticket: { select: { reference: true } },
      },
    }),
  ])
  const ticketIds = [...rows, ...messages].flatMap(({ ticketId }) => ticketId ?? [])
  const tickets = await ctx.db.ticket.findMany({
    where: { AND: [{ id: { in: ticketIds } }, visibleTo(viewer)] },
    select: { id: true, subject: true },
  })
  const subjects = new Map(tickets.map(({ id, subject }) => [id, subject]))
  const drafts = rows.flatMap((row): DraftLine[] => {
    const form = formOf.safeParse(row.form).data
    const place = form && { form, reference: row.about || null }
    const content = place && openDraft(viewer.userId, place, row.sealed)
    if (!content) return []
    const subject = (row.ticketId && subjects.get(row.ticketId)) ?? null
    const { savedAt, draftId, version } = row
    return [
      {
        ...place,
        subject,
        isOpen: place.reference === null || subject !== null,
        savedAt,
        draftId,
        version,
        text: textOf(content),
      },
    ]
  })
  const returned = messages.map(({ id, ticketId, ticket, createdAt, reason, input }): ReturnedLine => {
    const subject = subjects.get(ticketId) ?? null
    return {
      id,
      reference: ticket.reference,
      subject,
      isOpen: subject !== null,
      createdAt,
      reason,
      text: sent.parse(input).body,
    }
  })
  return { drafts, returned }
}
