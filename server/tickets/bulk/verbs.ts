import type { z } from 'zod'
import type { ServiceContext } from '@/server/infra/context'
import type { PersonActor } from '@/server/vocabulary/rights/actor'
import { snoozeTicket } from '../snooze/snooze'
import { changeTags } from '../tags/tags'
import { mergeTicket } from '../triage/merging'
import { assignTicket, setSeverity, setStatus, setTeam } from '../triage/triage'
import type { bulkChange } from './schema'

/** One ticket of a bulk change; `key` makes a repeated change of it change nothing. */
interface BulkTarget {
  reference: string
  key: string
  /** When the bulk change was asked for (UTC). */
  seenAt: Date
}

/**
 * Does to one ticket what a bulk change says, by the verb that the ticket's own page calls: the same rights and the same
 * refusals. Safe to repeat, because a worker may die after a change and before it has noted it.
 * @throws DomainError as that verb
 */
export async function changeOne(
  ctx: ServiceContext,
  author: PersonActor,
  change: z.output<typeof bulkChange>,
  { reference, key: clientKey, seenAt }: BulkTarget,
): Promise<void> {
  switch (change.verb) {
    case 'assign':
      return assignTicket(ctx, author, { reference, assigneeId: change.assigneeId, clientKey })
    case 'team':
      return setTeam(ctx, author, { reference, teamId: change.teamId, clientKey })
    case 'tags':
      return changeTags(ctx, author, { reference, add: change.add, remove: change.remove, clientKey })
    case 'severity':
      return setSeverity(ctx, author, { reference, to: change.to, reason: change.reason, clientKey })
    case 'status':
      return setStatus(ctx, author, { reference, to: change.to, reason: change.reason, clientKey })
    case 'snooze':
      return snoozeTicket(ctx, author, { reference, until: change.until, seenAt, clientKey })
    case 'merge':
      return (await isMergedInto(ctx, reference, change.into))
        ? undefined
        : mergeTicket(ctx, author, { reference, into: change.into })
  }
}

async function isMergedInto(ctx: ServiceContext, reference: string, into: string): Promise<boolean> {
  const older = await ctx.db.ticket.findUnique({ where: { reference: into }, select: { id: true } })
  if (!older) return false
  return (await ctx.db.ticket.count({ where: { reference, mergedIntoId: older.id } })) > 0
}
