import { isStaff, type PersonActor } from '@/server/vocabulary/rights/actor'
import { DomainError } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { limits, takePoint, takePoints } from './sign-in/limits'

/**
 * Counts what people write, per person and, for customers, per organisation, so that no customer can flood paging, the
 * disk or the database. Staff are counted per person only: a flood from one organisation must not keep them from
 * answering another.
 */
async function isWithin(
  ctx: ServiceContext,
  viewer: PersonActor,
  organisationId: string | null,
  kind: 'filings' | 'messages',
): Promise<boolean> {
  const own = { key: `${kind}:${viewer.userId}`, limit: limits[kind] }
  if (isStaff(viewer) || organisationId === null) return takePoints(ctx, [own])
  return takePoints(ctx, [own, { key: `${kind}-of:${organisationId}`, limit: limits[`${kind}OfOrganisation`] }])
}

const rateLimited = (kind: 'filings' | 'messages', reason: string) =>
  new DomainError('RATE_LIMITED', reason, { values: { minutes: limits[kind].windowMinutes } })

/**
 * Counts a filed ticket. An S1 is counted, but never refused.
 * @throws DomainError RATE_LIMITED `tooManyTickets`
 */
export async function requireFiling(
  ctx: ServiceContext,
  viewer: PersonActor,
  organisationId: string,
  severity: string,
): Promise<void> {
  if (!(await isWithin(ctx, viewer, organisationId, 'filings')) && severity !== 'S1')
    throw rateLimited('filings', 'tooManyTickets')
}

/** Counts a reply, a note or a dispute. @throws DomainError RATE_LIMITED `tooManyMessages` */
export async function requireMessage(ctx: ServiceContext, viewer: PersonActor): Promise<void> {
  const organisationId = viewer.memberships[0]?.organisationId ?? null
  if (!(await isWithin(ctx, viewer, organisationId, 'messages'))) throw rateLimited('messages', 'tooManyMessages')
}

/**
 * Counts the bytes of a file that was received.
 * @throws DomainError RATE_LIMITED `tooManyFiles`
 */
export async function requireUploadBytes(ctx: ServiceContext, organisationId: string, bytes: number): Promise<void> {
  const kilobytes = Math.ceil(bytes / 1024)
  if (!(await takePoint(ctx, `upload-kB:${organisationId}`, limits.uploadsOfOrganisation, kilobytes)))
    throw new DomainError('RATE_LIMITED', 'tooManyFiles')
}
