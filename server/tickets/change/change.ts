import { isEngineer, isStaff, type Viewer } from '@/server/accounts/schema'
import { conflict, DomainError, forbidden, notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { isUniqueViolation, type Tx } from '@/server/infra/db/db'
import type { Nudge } from '@/server/infra/jobs/jobs'
import { notifyLive } from '@/server/infra/live'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import type { Prisma } from '@/generated/prisma/client'
import { digestOf } from '@/server/sla/policy/digest.rules'
import { chainColumns } from './record'
import type { Refusal, TicketFacts } from '../conversation/conduct.rules'
import type { TicketStatusName } from '@/server/vocabulary/status'
import { type LockedTicket, lockTicket, selectKey } from '../queries'

export const factsOf = (ticket: LockedTicket): TicketFacts => ({
  status: ticket.status.toLowerCase() as TicketStatusName,
  severity: ticket.severity,
  hasWorkaroundOrFix: ticket.workaroundSeq !== null || ticket.fixSeq !== null,
  hasRootCause: ticket.rootCauseSeq !== null || ticket.rootCauseUnknown !== null,
})

/** @throws DomainError with the rule's own reason beside its field */
export function refuse(refusal: Refusal | null): void {
  if (!refusal) return
  throw new DomainError(refusal.field ? 'INVALID' : 'CONFLICT', refusal.reason, { field: refusal.field })
}

/** A form as it was sent: its idempotency key, and the digest of what the key was made for. */
export interface SentForm {
  clientKey: string
  clientDigest: string
}

/**
 * Returns what identifies a form. The digest covers the verb and the author, so one key is never shared by two verbs or
 * by two people; a form without a key is never recognised as a repeat.
 */
export function sentForm(
  verb: string,
  viewer: Viewer,
  clientKey: string | undefined,
  content: Record<string, unknown>,
): SentForm | undefined {
  if (!clientKey) return undefined
  const plain = JSON.parse(JSON.stringify({ verb, author: viewer.userId, content })) as Record<string, unknown>
  return { clientKey, clientDigest: digestOf(plain) }
}

/**
 * @param recorded the digest stored with the same key; null of rows of releases that stored none
 * @throws DomainError CONFLICT `keyReused` when the key was used for something else
 */
export function requireSameForm(recorded: string | null, form: SentForm): void {
  if (recorded !== null && recorded !== form.clientDigest) throw conflict('keyReused', form.clientKey)
}

interface Outcome<T> {
  nudges: Nudge[]
  staffOnly?: boolean
  result?: T
}

/**
 * Opens one transaction on a ticket the viewer may see, under its row lock, and enqueues after the commit. A form that
 * was sent twice (same client key, same content) changes nothing the second time.
 * @throws DomainError NOT_FOUND when there is no such ticket for this viewer, CONFLICT `keyReused` when the key was used
 * for another content or verb
 */
export async function onTicket<T>(
  ctx: ServiceContext,
  viewer: Viewer,
  reference: string,
  form: SentForm | undefined,
  change: (tx: Tx, ticket: LockedTicket, now: Date) => Promise<Outcome<T>>,
): Promise<T | undefined> {
  try {
    return await unitOfWork(ctx, async (work): Promise<T | undefined> => {
      const { tx } = work
      const ticket = await lockTicket(tx, { reference, viewer })
      if (!ticket) throw notFound(reference)
      const earlier = form && (await selectKey(tx, ticket.id, form.clientKey))
      if (earlier) {
        requireSameForm(earlier.clientDigest, form)
        return undefined
      }
      const outcome = await change(tx, ticket, work.now)
      await notifyLive(tx, {
        kind: 'ticket',
        ticketId: ticket.id,
        organisationId: ticket.organisationId,
        staffOnly: outcome.staffOnly ?? false,
      })
      work.nudgeAll(outcome.nudges)
      return outcome.result
    })
  } catch (error) {
    if (form && isUniqueViolation(error)) return undefined
    throw error
  }
}

export const actorOf = (viewer: Viewer) => ({
  kind: isStaff(viewer) ? ('staff' as const) : ('customer' as const),
  id: viewer.userId,
})

/** @throws DomainError FORBIDDEN for other staff; NOT_FOUND for anybody else, who need not learn that it exists */
export function requireEngineer(viewer: Viewer, reference: string): void {
  if (!isEngineer(viewer)) throw isStaff(viewer) ? forbidden(reference) : notFound(reference)
}

/** Writes the locked row after its events were appended: the ledger's heads, the activity and what else changed. */
export async function saveTicket(
  tx: Tx,
  ticket: LockedTicket,
  columns: Prisma.TicketUncheckedUpdateInput = {},
): Promise<void> {
  await tx.ticket.update({
    where: { id: ticket.id },
    data: {
      ...chainColumns(ticket),
      lastActivityAt: ticket.lastEventAt,
      publicActivityAt: ticket.publicActivityAt,
      ...columns,
    },
    select: { id: true },
  })
}
