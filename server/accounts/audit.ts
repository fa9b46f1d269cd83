import type { Prisma } from '@/generated/prisma/client'
import type { ServiceContext } from '@/server/infra/context'
import type { Client } from '@/server/infra/db/db'
import type { Work } from '@/server/infra/db/unit-of-work'
import { log } from '@/server/infra/log'
import { authorise } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { accountsRights } from './rights.rules'
import { limits, takePoint } from './sign-in/limits'

/**
 * The actions of the audit trail. It has one row per security or administrative act, written in the transaction of the
 * act, and one per refusal. It is append-only: a database trigger refuses changes. `facts` must hold no secrets and no
 * text that customers wrote.
 */
export const auditActions = [
  'account.created',
  'account.deactivated',
  'account.reactivated',
  'account.profile',
  'audit.read',
  'roles.set',
  'invitation.sent',
  'invitation.resent',
  'invitation.revoked',
  'invitation.accepted',
  'session.started',
  'session.ended',
  'sign-in.refused',
  'link.sent',
  'password.changed',
  'password.reset',
  'identity.linked',
  'request.refused',
  'organisation.created',
  'organisation.changed',
  'organisation.archived',
  'organisation.opened',
  'project.created',
  'project.changed',
  'project.archived',
  'team.saved',
  'schedule.saved',
  'override.added',
  'override.removed',
  'escalation-policy.saved',
  'swap.decided',
  'drill.planned',
  'contact-method.added',
  'contact-method.code-sent',
  'contact-method.verified',
  'contact-method.removed',
  'notification-rules.saved',
  'quiet-hours.saved',
  'sla-policy.changed',
  'sla-policy.published',
  'calendar.saved',
  'feed.made',
  'feed.revoked',
  'article.saved',
  'article.published',
  'article.withdrawn',
  'routing.saved',
  'ticket.exported',
  'ticket.merged',
  'words.erased',
  'item.resumed',
  'time.accepted',
] as const
export type AuditAction = (typeof auditActions)[number]

export interface AuditRecord {
  action: AuditAction
  /** The person who did it; null for a program, the system, or somebody who is not signed in. */
  actorId: string | null
  actorKind?: 'person' | 'apiKey' | 'integration' | 'system' | 'nobody'
  outcome?: 'done' | 'refused'
  /** What the act was done to, for example `user` and its id. */
  subject?: { type: string; id: string }
  organisationId?: string | null
  facts?: Record<string, unknown>
}

/**
 * Writes one entry.
 * @param client the transaction of the act, so that there is no act without its entry
 * @param ctx gives the instant and, for a request, the peer's address
 */
export async function writeAudit(
  client: Client,
  ctx: Pick<ServiceContext, 'now' | 'address'>,
  record: AuditRecord,
): Promise<void> {
  await client.auditEntry.create({
    data: {
      at: ctx.now(),
      actorKind: record.actorKind ?? (record.actorId ? 'person' : 'nobody'),
      actorId: record.actorId,
      action: record.action,
      outcome: record.outcome ?? 'done',
      subjectType: record.subject?.type ?? '',
      subjectId: record.subject?.id ?? '',
      organisationId: record.organisationId ?? null,
      facts: (record.facts ?? {}) as Prisma.InputJsonObject,
      address: ctx.address ?? '',
    },
    select: { seq: true },
  })
}

/** Returns the actor's columns: a link counts as its engineer; the id of a key or an integration goes into `facts`. */
function actorColumns(actor: Actor): Pick<AuditRecord, 'actorId' | 'actorKind' | 'facts'> {
  if (actor.kind === 'person' || actor.kind === 'link') return { actorId: actor.userId, actorKind: 'person' }
  if (actor.kind === 'system') return { actorId: null, actorKind: 'system' }
  const facts = actor.kind === 'apiKey' ? { keyId: actor.keyId } : { integrationId: actor.integrationId }
  return { actorId: null, actorKind: actor.kind, facts }
}

/**
 * Writes the audit entry of an administrative act for the actor of its transaction. It may be called first: when the act
 * is refused, its entry is rolled back with it, and the entry's instant is read from `ctx`, because `work.now` is to be
 * read after the row lock.
 */
export const auditAct = (
  work: Pick<Work, 'tx' | 'actor'>,
  ctx: Pick<ServiceContext, 'now' | 'address'>,
  action: AuditAction,
  subject: { type: string; id: string },
  facts: Record<string, unknown> = {},
): Promise<void> => {
  const columns = actorColumns(work.actor)
  return writeAudit(work.tx, ctx, { ...columns, action, subject, facts: { ...facts, ...columns.facts } })
}

/**
 * Records a refusal. Entries are limited per person or address, and per installation, so that refusals cannot fill the
 * disk. Never throws: a refusal must not become an error.
 */
export async function auditRefusal(ctx: ServiceContext, record: Omit<AuditRecord, 'outcome'>): Promise<void> {
  try {
    const source = record.actorId ?? ctx.address ?? 'unknown'
    if (!(await takePoint(ctx, `audit:${source}`, limits.auditBySource))) return
    if (!(await takePoint(ctx, 'audit', limits.auditRefusals))) return
    await writeAudit(ctx.db, ctx, { ...record, outcome: 'refused' })
  } catch (error) {
    log.error({ err: error instanceof Error ? error.message : String(error) }, 'audit entry of a refusal')
  }
}

export interface AuditEntryView {
  seq: string
  at: string
  actor: { kind: string; id: string | null; email: string | null; name: string | null }
  action: string
  outcome: string
  subject: { type: string; id: string }
  organisationId: string | null
  facts: unknown
  address: string
}

export interface AuditFilter {
  since?: Date
  /** Id of the person who acted. */
  actorId?: string
}

const batchSize = 500

/** Yields the entries that match the filter, oldest first, in batches, so that a trail of any length can be read. */
export async function* readAudit(
  client: Client,
  actor: Actor,
  { since, actorId }: AuditFilter,
): AsyncGenerator<AuditEntryView[]> {
  authorise(actor, accountsRights.readAudit)
  let after = 0n
  for (;;) {
    const rows = await client.auditEntry.findMany({
      where: { seq: { gt: after }, at: since && { gte: since }, actorId },
      orderBy: { seq: 'asc' },
      take: batchSize,
    })
    const last = rows.at(-1)
    if (!last) return
    after = last.seq
    const ids = [...new Set(rows.flatMap((row) => row.actorId ?? []))]
    const people = await client.user.findMany({
      where: { id: { in: ids } },
      select: { id: true, email: true, name: true },
    })
    const byId = new Map(people.map((person) => [person.id, person]))
    yield rows.map((row) => {
      const person = row.actorId === null ? undefined : byId.get(row.actorId)
      return {
        seq: String(row.seq),
        at: row.at.toISOString(),
        actor: { kind: row.actorKind, id: row.actorId, email: person?.email ?? null, name: person?.name ?? null },
        action: row.action,
        outcome: row.outcome,
        subject: { type: row.subjectType, id: row.subjectId },
        organisationId: row.organisationId,
        facts: row.facts,
        address: row.address,
      }
    })
  }
}
