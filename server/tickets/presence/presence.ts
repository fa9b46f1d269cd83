import type { z } from 'zod'
import { limits, requirePoint } from '@/server/accounts/sign-in/limits'
import type { ServiceContext } from '@/server/infra/context'
import { notifyLive } from '@/server/infra/live'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { ticketRights } from '../rights.rules'
import type { showPresenceSchema } from './schema'

/**
 * Says which ticket a tab of the reader shows, and whether they write, to colleagues who have it open. Nothing is
 * stored: each web process keeps what it hears in memory (server/tickets/live/followers.ts). Customers neither see who
 * of the staff reads their ticket, nor are they seen.
 * @throws DomainError RATE_LIMITED `tooManyAttempts`
 */
export async function showPresence(
  ctx: ServiceContext,
  actor: Actor,
  { stream, tab, place }: z.output<typeof showPresenceSchema>,
): Promise<void> {
  const { userId } = authorise(actor, ticketRights.showPresence)
  await requirePoint(ctx, `presence:${userId}`, limits.presence)
  const { reference, doing } = place ?? { reference: null, doing: 'reading' as const }
  await notifyLive(ctx.db, [{ kind: 'presence', userId, stream, tab, reference, doing }])
}
