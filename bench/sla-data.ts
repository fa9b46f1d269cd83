import type { Db, Tx } from '@/server/infra/db/db'
import type { World } from '@/tests/support/world'

/**
 * Inserts tickets in bulk, in SQL, with timelines but without texts. Hashes are fake, because clocks do not use them.
 * Ids are in the order of filing and events in the order of their instants, as on a desk that has run for a while.
 */
async function bulk<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  const done = await db.$transaction(
    async (tx) => {
      // Skips foreign key checks: the keys are valid by construction, and checking a million would take very long.
      await tx.$executeRaw`set local session_replication_role = replica`
      return work(tx)
    },
    { timeout: 600_000, maxWait: 60_000 },
  )
  await db.$executeRaw`analyze`
  return done
}

async function general(db: Db) {
  const version = await db.slaPolicyVersion.findFirstOrThrow({ where: { policy: { plan: { key: 'ENTERPRISE' } } } })
  const project = await db.project.findFirstOrThrow({ where: { organisation: { key: 'ACME' } } })
  return { versionId: version.id, projectId: project.id }
}

/**
 * Resolved tickets filed over the last 80 days, each with ten events: answered sooner or later, paused, raised, solved.
 */
export async function pastTickets(db: Db, world: World, tickets: number, events: 10): Promise<void> {
  const { versionId, projectId } = await general(db)
  await bulk(db, async (tx) => {
    await tx.$executeRaw`
      insert into "Ticket" ("id", "organisationId", "number", "reference", "projectId", "filerId", "subject", "scenario", "platforms", "errorCodes",
        "severity", "status", "policyVersionId", "clientKey", "createdAt", "lastActivityAt", "lastEventAt", "publicSeq")
      select ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, ${world.organisationId}::uuid, 1000000 + n, 'PAST-' || n, ${projectId}::uuid,
        ${world.customer.userId}::uuid, 'Past ticket ' || n, 'voice_chat_room', '{}', '{}', ('S' || 1 + n % 4)::"Severity", 'resolved', ${versionId}::uuid,
        gen_random_uuid()::text, filed, filed, filed, ${events}
      from generate_series(1, ${tickets}::int) n, lateral (select date_trunc('milliseconds', now() - interval '1 day' - (${tickets}::int - n) * (interval '79 days' / ${tickets}::int)) as filed) f`
    await tx.$executeRaw`
      insert into "TicketEvent" ("id", "ticketId", "chain", "seq", "at", "type", "actorKind", "facts", "previousHash", "hash")
      select gen_random_uuid(), t."id", 'public', e.seq, t."createdAt" + e.minutes * (1 + t."number" % 7) * interval '1 minute', e.type, e.actor,
        case when e.seq = 1 then jsonb_build_object('severity', t."severity"::text, 'policyDigest', '', 'scenario', t."scenario", 'product', t."product") else e.facts end, repeat('0', 64), repeat('0', 64)
      from "Ticket" t, (values
        (1, 0, 'filed', 'customer', '{}'::jsonb),
        (2, 4, 'staff_reply', 'staff', '{"kind":"acknowledgement","human":true}'),
        (3, 9, 'staff_reply', 'staff', '{"kind":"question","human":true}'),
        (4, 9, 'status_changed', 'staff', '{"to":"waiting_on_customer"}'),
        (5, 70, 'customer_reply', 'customer', '{}'),
        (6, 70, 'status_changed', 'system', '{"to":"open"}'),
        (7, 95, 'severity_changed', 'staff', '{"from":"S3","to":"S2"}'),
        (8, 110, 'staff_reply', 'staff', '{"kind":"workaround","human":true}'),
        (9, 700, 'staff_reply', 'staff', '{"kind":"fix","human":true}'),
        (10, 700, 'resolved', 'staff', '{}')) as e(seq, minutes, type, actor, facts)
      where t."reference" like 'PAST-%'
      order by 5`
  })
}

/**
 * Replaces the tickets by ones with one clock each, filed so that the clocks fall due one after another from `from`.
 */
async function runningClocks(
  db: Db,
  world: World,
  { name, number, count, from, spread }: { name: string; number: number; count: number; from: Date; spread: string },
): Promise<void> {
  const { versionId, projectId } = await general(db)
  await bulk(db, async (tx) => {
    const known = `${name}-%`
    await tx.$executeRaw`delete from "SlaClock" c using "Ticket" t where t."id" = c."ticketId" and t."reference" like ${known}`
    await tx.$executeRaw`delete from "TicketEvent" e using "Ticket" t where t."id" = e."ticketId" and t."reference" like ${known}`
    await tx.$executeRaw`delete from "Ticket" where "reference" like ${known}`
    await tx.$executeRaw`
      insert into "Ticket" ("id", "organisationId", "number", "reference", "projectId", "filerId", "subject", "scenario", "platforms", "errorCodes",
        "severity", "status", "policyVersionId", "clientKey", "createdAt", "lastActivityAt", "lastEventAt", "nextDueAt", "publicSeq")
      select gen_random_uuid(), ${world.organisationId}::uuid, ${number}::int + n, ${name} || '-' || n, ${projectId}::uuid,
        ${world.customer.userId}::uuid, 'Running ' || n, 'voice_chat_room', '{}', '{}', 'S3', 'open', ${versionId}::uuid,
        gen_random_uuid()::text, filed, filed, filed, filed + interval '8 hours', 1
      from generate_series(1, ${count}::int) n,
        lateral (select date_trunc('milliseconds', ${from}::timestamptz + n * (${spread}::interval / ${count}::int) - interval '8 hours') as filed) f`
    await tx.$executeRaw`
      insert into "TicketEvent" ("id", "ticketId", "chain", "seq", "at", "type", "actorKind", "facts", "previousHash", "hash")
      select gen_random_uuid(), "id", 'public', 1, "createdAt", 'filed', 'customer', '{"severity":"S3","policyDigest":"","scenario":"voice_chat_room","product":null}', repeat('0', 64), repeat('0', 64)
      from "Ticket" where "reference" like ${known}`
    // An S3 of the seeded Enterprise plan: one clock, first response, eight hours; all warnings given.
    await tx.$executeRaw`
      insert into "SlaClock" ("id", "ticketId", "metric", "ordinal", "severity", "startedAt", "state", "outcome", "dueAt", "elapsedMs", "targetMs", "nextAt")
      select gen_random_uuid(), "id", 'first_response', 1, 'S3', "createdAt", 'running', 'open', "nextDueAt", 0, 28800000, "nextDueAt"
      from "Ticket" where "reference" like ${known}`
    await tx.$executeRaw`
      insert into "SlaWarning" ("clockId", "percent", "at", "noticedAt")
      select c."id", p, t."createdAt" + interval '8 hours' * p / 100, t."createdAt" + interval '8 hours' * p / 100
      from "SlaClock" c join "Ticket" t on t."id" = c."ticketId", unnest(array[50, 75, 90]) p
      where t."reference" like ${known}`
  })
}

/** Inserts `count` running clocks that fall due over the next days, none within the hour. */
export const clocksNotDue = (db: Db, world: World, count: number) =>
  runningClocks(db, world, {
    name: 'LATER',
    number: 10_000_000,
    count,
    from: new Date(Date.now() + 3_600_000),
    spread: '5 days',
  })

/** Inserts `count` running clocks that fall due within the minute after `from`. */
export const clocksDueSoon = (db: Db, world: World, count: number, from: Date) =>
  runningClocks(db, world, { name: 'SOON', number: 20_000_000, count, from, spread: '1 minute' })
