import { can } from '@/server/vocabulary/rights/rights'
import type { PersonActor } from '@/server/vocabulary/rights/actor'
import type { Metric } from '@/server/vocabulary/metric'
import type { TicketStatusName } from '@/server/vocabulary/status'
import type { Client } from '@/server/infra/db/db'
import type { AttachmentView } from '../attachments/schema'
import { ticketRights } from '../rights.rules'
import type { TicketView } from './schema'

/*
 * What the ticket screen shows, in two statements. Through Prisma it was one statement per relation, and preparing,
 * sending and joining those took the web process longer than drawing the page (docs/performance.md).
 */

/** A stored clock, as far as the timeline and the clocks of the screen need it. Instants are ms since 1970. */
interface ClockMarks {
  id: string
  metric: Metric
  ordinal: number
  breachAt: number | null
  warnings: { percent: number; at: number }[]
}

type Shown = Pick<
  TicketView,
  | 'id'
  | 'reference'
  | 'subject'
  | 'organisation'
  | 'project'
  | 'product'
  | 'scenario'
  | 'platforms'
  | 'sdkVersion'
  | 'region'
  | 'carrier'
  | 'errorCodes'
  | 'channelId'
  | 'userIds'
  | 'startedAt'
  | 'severity'
  | 'holdReason'
  | 'filer'
  | 'customerLocale'
  | 'assignee'
  | 'team'
  | 'watchers'
  | 'createdAt'
  | 'lastActivityAt'
  | 'resolvedAt'
  | 'closedAt'
  | 'closesAt'
  | 'rating'
  | 'followUpOf'
  | 'followUps'
  | 'articles'
  | 'tags'
  | 'snoozedUntil'
>

export interface StoredTicket extends Shown {
  organisationId: string
  filerId: string
  assigneeId: string | null
  status: TicketStatusName
  policyVersionId: string
  publicActivityAt: Date
  lastEventAt: Date
  publicSeq: number
  publicHead: string
  workaroundSeq: number | null
  rootCauseSeq: number | null
  rootCauseUnknown: string | null
  fixSeq: number | null
  objectedAt: Date | null
  mergedIntoId: string | null
  clocks: ClockMarks[]
}

/** Selects a ticket with all that belongs to it except its events; null when the viewer may not read it. */
export async function selectTicketView(
  client: Client,
  viewer: PersonActor,
  reference: string,
): Promise<StoredTicket | null> {
  const rows = await client.$queryRaw<StoredTicket[]>`
    select t."id", t."reference", t."subject", t."product", t."scenario", t."platforms", t."sdkVersion", t."region",
      t."carrier", t."errorCodes", t."channelId", t."userIds", t."startedAt", t."severity"::text as "severity",
      t."status"::text as "status", t."holdReason", t."organisationId", t."filerId", t."assigneeId", t."policyVersionId",
      t."createdAt", t."lastActivityAt", t."publicActivityAt", t."lastEventAt", t."resolvedAt", t."closedAt", t."closesAt",
      t."publicSeq", t."publicHead", t."workaroundSeq", t."rootCauseSeq", t."rootCauseUnknown", t."fixSeq", t."objectedAt",
      t."tags", t."snoozedUntil", t."rating", t."mergedIntoId",
      (select json_build_object('id', o."id", 'key', o."key", 'name', o."name", 'plan', n."name")
        from "Organisation" o left join "Plan" n on n."id" = o."planId" where o."id" = t."organisationId") as "organisation",
      (select json_build_object('id', p."id", 'name', p."name", 'appId', p."appId")
        from "Project" p where p."id" = t."projectId") as "project",
      (select json_build_object('id', u."id", 'name', u."name") from "User" u where u."id" = t."filerId") as "filer",
      (select u."locale" from "User" u where u."id" = t."filerId") as "customerLocale",
      (select json_build_object('id', u."id", 'name', u."name") from "User" u where u."id" = t."assigneeId") as "assignee",
      (select json_build_object('id', m."id", 'name', m."name") from "Team" m where m."id" = t."teamId") as "team",
      (select coalesce(json_agg(json_build_object('id', u."id", 'name', u."name") order by u."id"), '[]')
        from "Watcher" w join "User" u on u."id" = w."userId" where w."ticketId" = t."id") as "watchers",
      (select f."reference" from "Ticket" f where f."id" = t."followUpOfId") as "followUpOf",
      array(select f."reference" from "Ticket" f where f."followUpOfId" = t."id" order by f."createdAt") as "followUps",
      (select coalesce(json_agg(json_build_object('id', a."id", 'slug', a."slug", 'title', a."title") order by l."linkedAt"), '[]')
        from "TicketArticle" l join "Article" a on a."id" = l."articleId" where l."ticketId" = t."id") as "articles",
      (select coalesce(json_agg(json_build_object(
          'id', c."id", 'metric', c."metric", 'ordinal', c."ordinal",
          'breachAt', (select (extract(epoch from b."at") * 1000)::float8 from "SlaBreach" b where b."clockId" = c."id"),
          'warnings', (
            select coalesce(json_agg(json_build_object('percent', w."percent", 'at', (extract(epoch from w."at") * 1000)::float8)
              order by w."percent"), '[]')
            from "SlaWarning" w where w."clockId" = c."id")
        ) order by c."startedAt", c."id"), '[]')
        from "SlaClock" c where c."ticketId" = t."id") as "clocks"
    from "Ticket" t where t."reference" = ${reference}`
  const ticket = rows[0]
  if (!ticket) return null
  const watched = { ...ticket, watcherIds: ticket.watchers.map(({ id }) => id) }
  return can(viewer, ticketRights.read, watched) ? ticket : null
}

interface StoredEvent {
  id: string
  chain: 'public' | 'staff'
  seq: number
  at: Date
  type: string
  actorId: string | null
  /** Null for the system, and when the account was removed. */
  actorName: string | null
  actorKind: string
  facts: unknown
  contentDigest: string | null
  /** Null when the event has no text or its text was erased. */
  body: string | null
  attachments: AttachmentView[]
}

/** Selects the events of a ticket, oldest first, with texts, files and the names of who acted. */
export const selectThread = (client: Client, ticketId: string, staff: boolean): Promise<StoredEvent[]> =>
  client.$queryRaw<StoredEvent[]>`
    select e."id", e."chain"::text as "chain", e."seq", e."at", e."type", e."actorId", u."name" as "actorName", e."actorKind",
      e."facts", e."contentDigest", c."body",
      (select coalesce(json_agg(json_build_object(
          'id', a."id", 'fileName', a."fileName", 'contentType', a."contentType", 'size', a."size"
        ) order by a."createdAt", a."id"), '[]')
        from "Attachment" a where a."eventId" = e."id") as "attachments"
    from "TicketEvent" e
      left join "EventContent" c on c."eventId" = e."id"
      left join "User" u on u."id" = e."actorId"
    where e."ticketId" = ${ticketId}::uuid and (${staff}::boolean or e."chain" = 'public')
    order by e."at", e."chain", e."seq"`
