import { can } from '@/server/vocabulary/rights/rights'
import { ticketRights } from '../rights.rules'
import { admit } from '@/server/infra/rights/authorise'
import type { Actor } from '@/server/vocabulary/rights/actor'
import { z } from 'zod'
import { bytesToHex } from '@noble/hashes/utils.js'
import { auditAct } from '@/server/accounts/audit'
import { metrics } from '@/server/vocabulary/metric'
import { notFound } from '@/server/infra/errors'
import type { ServiceContext } from '@/server/infra/context'
import { unitOfWork } from '@/server/infra/db/unit-of-work'
import { evaluate } from '@/server/sla/evaluation/evaluate.rules'
import { policyDefinition } from '@/server/sla/schema'
import { recordedPolicy } from '@/server/sla/clocks/clocks'
import { settleTicketClocks } from '../clocks/clocks'
import { hasDueClock, type RecordRow, selectRecord } from './queries'
import { type ExportedChain, type ExportedClock, type ExportedFile, exportFormat, type TicketExport } from './schema'
import { genesisHash, ledgerVersion } from './ledger.rules'
import { slaEvents } from '../events/stored.rules'
import { exportChecksum } from './verify.rules'
import { visibleTo } from '../queries'

/**
 * Returns a ticket's complete record for download (SEMANTICS §4, docs/formats.md): the policy version it was filed
 * under, the public chain with texts and salts, the recorded clocks, and on request the staff chain. Audited.
 * @param withStaffChain ignored for customers, whose export never contains anything that only staff may see
 * @throws DomainError NOT_FOUND when the viewer may not see the ticket
 */
export async function exportTicket(
  ctx: ServiceContext,
  actor: Actor,
  reference: string,
  withStaffChain: boolean,
): Promise<TicketExport> {
  const viewer = admit(actor, ticketRights.read)
  const ticket = await ctx.db.ticket.findFirst({
    where: { AND: [{ reference }, visibleTo(viewer)] },
    select: { id: true },
  })
  if (!ticket) throw notFound(reference)
  const now = ctx.now()
  // First record due warnings and breaches, as the worker would, so that the file is complete.
  if (await hasDueClock(ctx.db, ticket.id, now)) await settleTicketClocks(ctx, ticket.id)
  const staff = withStaffChain && can(viewer, ticketRights.seeStaffSide)
  await unitOfWork(ctx, actor, (work) =>
    auditAct(work, ctx, 'ticket.exported', { type: 'ticket', id: reference }, { withStaffChain: staff }),
  )
  const { row, policy } = await unitOfWork(
    ctx,
    actor,
    async ({ tx }) => {
      const row = await selectRecord(tx, ticket.id, staff)
      return { row, policy: await recordedPolicy(tx, row.policyVersionId) }
    },
    { isolationLevel: 'RepeatableRead' },
  )
  // The export's instant must not be before anything that it contains.
  const atMs = Math.max(now.getTime(), row.lastEventAt.getTime(), row.judgedAt?.getTime() ?? 0)
  const at = new Date(atMs).toISOString()
  return {
    format: exportFormat,
    ticket: row.reference,
    exported: { at, checksum: exportChecksum(row.reference, at) },
    policy: { digest: policy.digest, definition: policy.definition as Record<string, unknown> },
    public: chainOf(row, 'public', { seq: row.publicSeq, hash: row.publicHead }),
    ...(staff ? { staff: chainOf(row, 'staff', { seq: row.staffSeq, hash: row.staffHead || genesisHash }) } : {}),
    clocks: clocksOf(row, policy.definition, atMs),
  }
}

/** Returns the files that the event's facts name, in that order; null for an erased one. */
function filesOf({ facts, attachments }: RecordRow['events'][number]): { attachments?: (ExportedFile | null)[] } {
  const named = z.object({ attachments: z.array(z.string()).optional() }).parse(facts).attachments
  if (!named) return {}
  return {
    attachments: named.map((digest) => {
      const file = attachments.find((each) => each.digest === digest)
      return file?.salt
        ? {
            salt: bytesToHex(file.salt),
            name: file.fileName,
            type: file.contentType,
            size: file.size,
            sha256: file.sha256,
          }
        : null
    }),
  }
}

function chainOf(row: RecordRow, chain: 'public' | 'staff', head: ExportedChain['head']): ExportedChain {
  return {
    head,
    events: row.events
      .filter((event) => event.chain === chain)
      .map((event) => ({
        version: ledgerVersion,
        seq: event.seq,
        at: event.at.toISOString(),
        type: event.type,
        actor: { kind: event.actorKind, id: event.actorId },
        // As stored, including keys of other releases: the hash covers every key.
        facts: z.record(z.string(), z.unknown()).parse(event.facts),
        contentDigest: event.contentDigest,
        content: event.content && { salt: bytesToHex(event.content.salt), body: event.content.body },
        ...filesOf(event),
        previousHash: event.previousHash,
        hash: event.hash,
      })),
  }
}

const isoOrNull = (instant: Date | null) => instant?.toISOString() ?? null

/** Returns the recorded clocks; only the elapsed time of running or breached ones is computed, as of the export. */
function clocksOf(row: RecordRow, definition: unknown, atMs: number): ExportedClock[] {
  const publicEvents = row.events.filter((event) => event.chain === 'public')
  const evaluated = evaluate(policyDefinition.parse(definition), slaEvents(publicEvents), atMs)
  return metrics.flatMap((metric) => {
    const counted = evaluated.filter((clock) => clock.metric === metric)
    return row.clocks
      .filter((clock) => clock.metric === metric)
      .map((clock) => {
        const counting = clock.state === 'running' || clock.state === 'breached'
        const elapsedMs = counting ? counted[clock.ordinal - 1]?.elapsedMs : undefined
        return {
          metric,
          startedAt: clock.startedAt.toISOString(),
          endedAt: isoOrNull(clock.endedAt),
          outcome: clock.outcome,
          state: clock.state,
          dueAt: isoOrNull(clock.dueAt),
          remainderMs: clock.remainderMs === null ? null : Number(clock.remainderMs),
          breachedAt: isoOrNull(clock.breachedAt),
          elapsedMs: elapsedMs === undefined ? Number(clock.elapsedMs) : Math.round(elapsedMs),
          targetMs: Number(clock.targetMs),
          warningsFired: clock.warnings.map(({ percent, at }): [number, string] => [percent, at.toISOString()]),
        }
      })
  })
}
