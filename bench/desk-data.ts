import type { Db, Tx } from '@/server/infra/db/db'

/** Whom the desk is filled around: one organisation with more tickets than others, and its people and engineers. */
export interface DeskPeople {
  organisationId: string
  policyId: string
  customer: { userId: string }
  lead: { userId: string }
  ana: { userId: string }
  bo: { userId: string }
  mia: { userId: string }
}

const organisations = 200
const people = 1_000

/** Inserts the customers of a large desk: 200 organisations of about five people, each with one project. */
async function insertOrganisations(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    insert into "Organisation" ("id", "key", "name", "planId", "createdAt")
    select ('0190aaaa-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'ORG' || n, 'Organisation ' || n,
      (select "id" from "Plan" where "key" = 'ENTERPRISE'), now() - interval '2 years'
    from generate_series(1, ${organisations}::int) n`
  await tx.$executeRaw`
    insert into "User" ("id", "email", "name", "createdAt")
    select ('0190bbbb-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'person' || n || '@bench.test', 'Person ' || n,
      now() - interval '2 years'
    from generate_series(1, ${people}::int) n`
  await tx.$executeRaw`
    insert into "Membership" ("userId", "organisationId", "role", "createdAt")
    select u."id", ('0190aaaa-0000-7000-8000-' || lpad(to_hex(1 + n % ${organisations}::int), 12, '0'))::uuid, 'customer', now()
    from generate_series(1, ${people}::int) n join "User" u on u."email" = 'person' || n || '@bench.test'`
}

/**
 * Inserts tickets filed evenly over a year; one in eighteen belongs to the organisation.
 * on a desk where some tickets take months, so that every page of the table contains some.
 */
async function insertTickets(tx: Tx, world: DeskPeople, tickets: number, openPercent: number): Promise<void> {
  await tx.$executeRaw`
    insert into "Ticket" ("id", "organisationId", "number", "reference", "filerId", "assigneeId", "subject", "product", "scenario",
      "platforms", "errorCodes", "severity", "status", "policyVersionId", "clientKey", "createdAt", "lastActivityAt",
      "publicActivityAt", "lastEventAt", "publicSeq", "nextDueAt", "savableDueAt", "newestBreachAt", "resolvedAt")
    select ('0190cccc-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
      case when n % 18 = 0 then ${world.organisationId}::uuid
        else ('0190aaaa-0000-7000-8000-' || lpad(to_hex(1 + n % ${organisations}::int), 12, '0'))::uuid end,
      1000 + n, 'DESK-' || n,
      case when n % 36 = 0 then ${world.customer.userId}::uuid when n % 18 = 0 then ${world.lead.userId}::uuid
        else ('0190bbbb-0000-7000-8000-' || lpad(to_hex(1 + n % ${people}::int), 12, '0'))::uuid end,
      case n % 5 when 0 then null when 1 then ${world.ana.userId}::uuid when 2 then ${world.bo.userId}::uuid
        else ('0190bbbb-0000-7000-8000-' || lpad(to_hex(1 + n % 20), 12, '0'))::uuid end,
      'Messages vanish, error ' || n % 977, case n % 4 when 0 then 'voice_call' when 1 then 'real_time_messaging' when 2 then 'video_call' end,
      (array['voice_chat_room', 'one_to_one_video', 'show_live_streaming', 'group_video_chat'])[1 + n % 4],
      '{}', '{}', (array['S3', 'S4', 'S3', 'S2', 'S3', 'S4', 'S3', 'S1', 'S4', 'S3'])[1 + n % 10]::"Severity",
      (case when open then 'open' when n % 3 = 0 then 'resolved' else 'closed' end)::"TicketStatus",
      (select v."id" from "SlaPolicyVersion" v join "SlaPolicy" p on p."id" = v."policyId" join "Plan" l on l."id" = p."planId"
        where l."key" = 'ENTERPRISE' limit 1),
      'desk-' || n, filed, touched, touched, touched, 4,
      case when open and n % 7 <> 0 then due end, case when open and n % 7 <> 0 and due > now() then due end,
      case when open and n % 7 <> 0 and due <= now() then due end, case when not open then touched end
    from generate_series(1, ${tickets}::int) n,
      lateral (select date_trunc('milliseconds', now() - (${tickets}::int - n) * (interval '365 days' / ${tickets}::int)) as filed,
        hashint4(n) % 100 between 0 and ${openPercent * 2 - 1}::int as open) f,
      lateral (select least(filed + (hashint4(n + 7) & 1023) * interval '1 minute', now()) as touched,
        date_trunc('milliseconds', now() + ((hashint4(n + 3) & 16383) - 1024) * interval '2 minutes') as due) d`
  await tx.$executeRaw`
    insert into "TicketEvent" ("id", "ticketId", "chain", "seq", "at", "type", "actorKind", "facts", "previousHash", "hash")
    select gen_random_uuid(), t."id", 'public', e.seq, t."createdAt" + e.seq * interval '1 millisecond', e.type, e.actor,
      case when e.seq = 1 then jsonb_build_object('severity', t."severity"::text, 'policyDigest', '', 'scenario', t."scenario", 'product', t."product") else e.facts end, repeat('0', 64), repeat('0', 64)
    from "Ticket" t, (values (1, 'filed', 'customer', '{}'::jsonb), (2, 'staff_reply', 'staff', '{"kind":"acknowledgement","human":true}'),
      (3, 'customer_reply', 'customer', '{}'), (4, 'staff_reply', 'staff', '{"kind":"diagnosis","human":true}')) as e(seq, type, actor, facts)
    where t."reference" like 'DESK-%'
    order by t."createdAt"`
}

/** Inserts clocks: an ended first response, one in ten of them late, and for open tickets a running or missed clock. */
async function insertClocks(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    insert into "SlaClock" ("id", "ticketId", "metric", "ordinal", "severity", "startedAt", "endedAt", "state", "outcome", "dueAt",
      "breachedAt", "elapsedMs", "targetMs")
    select gen_random_uuid(), t."id", m.metric::"SlaMetric", 1, t."severity", t."createdAt",
      t."createdAt" + m.hours * interval '1 hour', 'ended', (case when late then 'late' else 'met' end)::"ClockOutcome",
      t."createdAt" + m.hours * interval '1 hour' * case when late then 0.5 else 2 end,
      case when late then t."createdAt" + m.hours * interval '30 minutes' end,
      m.hours * 3600000 + (hashint4(t."number") & 65535), m.hours * 7200000
    from "Ticket" t, (values ('first_response', 1), ('resolution', 20)) as m(metric, hours),
      lateral (select t."number" % 10 = 0 as late) l
    where t."reference" like 'DESK-%' and (m.metric = 'first_response' or t."status" in ('resolved', 'closed'))`
  await tx.$executeRaw`
    insert into "SlaClock" ("id", "ticketId", "metric", "ordinal", "severity", "startedAt", "state", "outcome", "dueAt", "breachedAt",
      "elapsedMs", "targetMs", "nextAt")
    select gen_random_uuid(), t."id", 'resolution', 1, t."severity", t."createdAt",
      (case when t."nextDueAt" is null then 'paused' when t."nextDueAt" <= now() then 'breached' else 'running' end)::"ClockState", 'open',
      t."nextDueAt", case when t."nextDueAt" <= now() then t."nextDueAt" end, 0, 28800000,
      case when t."nextDueAt" > now() then t."nextDueAt" - interval '1 minute' end
    from "Ticket" t where t."reference" like 'DESK-%' and t."status" = 'open'`
  await tx.$executeRaw`
    insert into "SlaWarning" ("clockId", "percent", "at", "noticedAt")
    select c."id", p, c."startedAt", c."startedAt"
    from "SlaClock" c join "Ticket" t on t."id" = c."ticketId", unnest(array[50, 75, 90]) p
    where t."reference" like 'DESK-%' and (c."breachedAt" is not null or (c."state" = 'running' and c."dueAt" < now() + p * interval '-2 hours' + interval '8 days'))`
  await tx.$executeRaw`
    update "SlaClock" c set "warnedPercent" = w."percent"
    from (select "clockId", max("percent") as "percent" from "SlaWarning" group by 1) w
    where w."clockId" = c."id" and c."state" <> 'ended' and c."warnedPercent" is null`
  await tx.$executeRaw`
    insert into "SlaBreach" ("clockId", "at", "noticedAt", "reasonCode")
    select c."id", c."breachedAt", c."breachedAt", case when hashtext(c."id"::text) % 3 <> 0 then 'staffing' end
    from "SlaClock" c join "Ticket" t on t."id" = c."ticketId"
    where t."reference" like 'DESK-%' and c."breachedAt" is not null`
}

/** Inserts rows that grow with the tickets: watchers, read marks, pages and mails. */
async function insertSurroundings(tx: Tx, world: DeskPeople): Promise<void> {
  await tx.$executeRaw`
    insert into "Watcher" ("ticketId", "userId") select "id", "filerId" from "Ticket" where "reference" like 'DESK-%'
    union select "id", ${world.customer.userId}::uuid from "Ticket" where "reference" like 'DESK-%' and "organisationId" = ${world.organisationId}::uuid and "number" % 3 = 0`
  await tx.$executeRaw`
    insert into "ReadMark" ("ticketId", "userId", "readAt")
    select "id", u, "createdAt" + interval '1 hour' from "Ticket", unnest(array[${world.ana.userId}::uuid, ${world.bo.userId}::uuid, ${world.mia.userId}::uuid]) u
    where "reference" like 'DESK-%' and hashtext("id"::text || u::text) % 2 = 0`
  await tx.$executeRaw`
    insert into "Page" ("id", "ticketId", "policyId", "policySnapshot", "urgency", "state", "openedAt", "escalation", "severity", "about", "closedAt")
    select gen_random_uuid(), "id", ${world.policyId}::uuid, '{}', 'high',
      (case when "status" = 'open' and "number" % 400 < 8 then 'open' when "status" = 'open' and "number" % 3 = 0 then 'acknowledged' else 'closed' end)::"PageState",
      "createdAt", '{}', "severity", '{}', case when "status" <> 'open' then "lastActivityAt" end
    from "Ticket" where "reference" like 'DESK-%' and "severity" in ('S1', 'S2')`
  await tx.$executeRaw`
    insert into "MailMessage" ("id", "uniqueKey", "template", "props", "toAddress", "locale", "ticketId", "messageId", "subject", "state", "createdAt", "sentAt", "attempts")
    select gen_random_uuid(), 'ticket-event:' || t."id" || ':' || n, 'ticket-event', '{}', 'someone@bench.test', 'en', t."id", 'id', t."subject",
      (case when hashtext(t."id"::text) % 500 = 0 then 'failed' else 'sent' end)::"MailState", t."createdAt", t."createdAt", 1
    from "Ticket" t, generate_series(1, 2) n where t."reference" like 'DESK-%' order by t."createdAt"`
}

/**
 * Fills a new database with a large desk, in SQL: `tickets` over a year, `openPercent` of them open, with clocks,
 * warnings, breaches, pages, mails, watchers and read marks. Hashes are fake and texts missing, because no list reads
 * them. Tickets that were there before stay as they are.
 */
export async function largeDesk(db: Db, world: DeskPeople, tickets: number, openPercent: number): Promise<void> {
  await db.$transaction(
    async (tx) => {
      // Skips foreign key checks: the keys are valid by construction, and checking them would take very long.
      await tx.$executeRaw`set local session_replication_role = replica`
      await tx.$executeRaw`set local statement_timeout = 0`
      await insertOrganisations(tx)
      await insertTickets(tx, world, tickets, openPercent)
      await insertClocks(tx)
      await insertSurroundings(tx, world)
    },
    { timeout: 1_200_000, maxWait: 60_000 },
  )
  await db.$executeRaw`vacuum analyze`
}
