import { Prisma } from '@/generated/prisma/client'
import type { ServiceContext } from '@/server/infra/context'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { z } from 'zod'
import { ticketRights } from '../rights.rules'
import { answerSchema, type WaitingAnswerView } from './schema'

const waiting = z.object({ body: z.string(), kind: answerSchema.shape.kind })

/**
 * Returns the answers of colleagues that are to be sent later, the next one first. Staff may read them before their time,
 * because those who work on the ticket meanwhile have to know what its customer will be told and when; only the author
 * can change, take back or send one. Returns none for a ticket that does not exist.
 */
export async function readWaitingAnswers(
  ctx: ServiceContext,
  actor: Actor,
  reference: string,
): Promise<WaitingAnswerView[]> {
  const viewer = authorise(actor, ticketRights.seeStaffSide)
  const rows = await ctx.db.heldMessage.findMany({
    where: {
      ticket: { reference },
      authorId: { not: viewer.userId },
      isLater: true,
      state: { in: ['held', 'sending'] },
      nextAt: { not: null },
      input: { not: Prisma.DbNull },
    },
    orderBy: [{ nextAt: 'asc' }, { id: 'asc' }],
    select: { id: true, nextAt: true, input: true, author: { select: { name: true } } },
  })
  return rows.flatMap(({ id, nextAt, input, author }) => {
    const { data } = waiting.safeParse(input)
    return data && nextAt ? [{ id, authorName: author.name, until: nextAt, ...data }] : []
  })
}
