-- without a transaction: builds the indexes while tickets are filed and answered. Each statement may be repeated, also in a
-- database in which an earlier state of this release has built them.

-- Tickets with a tag. Only those that have one, so that filing and every other change of a ticket costs nothing.
DROP INDEX CONCURRENTLY IF EXISTS "Ticket_tagged";
CREATE INDEX CONCURRENTLY "Ticket_tagged" ON "Ticket" USING GIN ("tags") WHERE "tags" <> '{}';

-- The list of snoozed tickets, and those whose time has come; few tickets are snoozed.
DROP INDEX CONCURRENTLY IF EXISTS "Ticket_snoozed";
CREATE INDEX CONCURRENTLY "Ticket_snoozed" ON "Ticket" ("snoozedUntil", "id") WHERE "snoozedUntil" IS NOT NULL;

-- The order of what staff find. That of customers is served by "Ticket_organisationId_publicActivityAt_idx".
DROP INDEX CONCURRENTLY IF EXISTS "Ticket_found";
CREATE INDEX CONCURRENTLY "Ticket_found" ON "Ticket" ("lastActivityAt" DESC, "reference");

-- What an engineer has, and which versions there are.
DROP INDEX CONCURRENTLY IF EXISTS "Ticket_assigneeId_lastActivityAt_idx";
CREATE INDEX CONCURRENTLY "Ticket_assigneeId_lastActivityAt_idx" ON "Ticket" ("assigneeId", "lastActivityAt");
DROP INDEX CONCURRENTLY IF EXISTS "Ticket_sdkVersion_idx";
CREATE INDEX CONCURRENTLY "Ticket_sdkVersion_idx" ON "Ticket" ("sdkVersion");

-- What a team has open.
DROP INDEX CONCURRENTLY IF EXISTS "Ticket_open_of_team";
CREATE INDEX CONCURRENTLY "Ticket_open_of_team" ON "Ticket" ("teamId", "nextDueAt", "id")
  WHERE "status" NOT IN ('resolved', 'closed');
