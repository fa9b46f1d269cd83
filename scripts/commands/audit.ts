import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type AuditEntryView, readAudit } from '@/server/accounts/audit'
import type { Client } from '@/server/infra/db/db'
import { systemActor } from '@/server/vocabulary/rights/actor'

export const auditUsage = 'usage: audit [--since INSTANT|DURATION] [--actor ADDRESS|ID] [--json]'

export interface AuditQuestion {
  since: Date | null
  /** A mail address or an id. */
  actor: string | null
  json: boolean
}

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/**
 * Reads `2026-11-27`, `2026-11-27T02:00:00Z`, or a span before now such as `90m`, `24h`, `7d`; null for anything else.
 */
function instantOf(text: string, now: Date): Date | null {
  const span = /^(\d{1,5})([mhd])$/.exec(text)
  if (span) return new Date(now.getTime() - Number(span[1]) * unitMs[span[2] as keyof typeof unitMs])
  const known = z.iso.date().safeParse(text).success || z.iso.datetime({ offset: true }).safeParse(text).success
  return known ? new Date(text) : null
}

/** Parses the options; returns a message when they are invalid. A date means midnight UTC. */
export function readAuditOptions(args: string[], now: Date): AuditQuestion | { message: string } {
  try {
    const { values } = parseArgs({
      args,
      options: { since: { type: 'string' }, actor: { type: 'string' }, json: { type: 'boolean', default: false } },
    })
    const since = values.since === undefined ? null : instantOf(values.since, now)
    if (values.since !== undefined && !since)
      return {
        message: `--since: expected an instant such as 2026-11-27T02:00:00Z, or a span such as 24h; ${auditUsage}`,
      }
    return { since, actor: values.actor ?? null, json: values.json }
  } catch (error) {
    return { message: `${error instanceof Error ? error.message : String(error)} ${auditUsage}` }
  }
}

/** Writes an entry as one line for people. */
export function auditLine({ at, actor, action, outcome, subject, facts, address }: AuditEntryView): string {
  const who = actor.name === null ? (actor.id ?? actor.kind) : `${actor.name} <${actor.email}>`
  const what = [subject.type, subject.id].filter(Boolean).join(' ')
  const details = JSON.stringify(facts)
  return [
    at,
    who,
    outcome === 'done' ? action : `${action} (${outcome})`,
    what,
    details === '{}' ? '' : details,
    address,
  ]
    .filter(Boolean)
    .join('  ')
}

/**
 * Prints the audit trail, oldest entry first, one line or one JSON object per entry. Changes nothing. The reading
 * itself is not audited, because the reader already has the database's password.
 * @returns the exit code; 2 when there is no account of the actor's address
 */
export async function printAudit(
  client: Client,
  { since, actor, json }: AuditQuestion,
  print: (line: string) => void,
  complain: (line: string) => void,
): Promise<number> {
  const isId = z.uuid().safeParse(actor).success
  const person =
    actor === null || isId
      ? null
      : await client.user.findFirst({ where: { email: actor.trim().toLowerCase() }, select: { id: true } })
  if (actor !== null && !isId && !person) {
    complain(`--actor: no account has the address ${actor}`)
    return 2
  }
  const filter = { since: since ?? undefined, actorId: person?.id ?? actor ?? undefined }
  for await (const entries of readAudit(client, systemActor('nightdesk audit'), filter))
    for (const entry of entries) print(json ? JSON.stringify(entry) : auditLine(entry))
  return 0
}
