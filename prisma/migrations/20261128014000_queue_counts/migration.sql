-- without a transaction: builds the indexes while tickets are filed and answered. Each statement may be repeated.
--
-- The numbers beside the views of the queue are read from indexes alone: each contains what its view asks for, and what tells
-- whether a ticket is snoozed. At most 1,001 entries are read of each.

DROP INDEX CONCURRENTLY IF EXISTS "Ticket_queue_new";
CREATE INDEX CONCURRENTLY "Ticket_queue_new" ON "Ticket" ("nextDueAt" NULLS LAST, "createdAt") INCLUDE ("snoozedUntil", "id")
  WHERE "status" NOT IN ('resolved', 'closed');
DROP INDEX CONCURRENTLY IF EXISTS "Ticket_queue";
ALTER INDEX "Ticket_queue_new" RENAME TO "Ticket_queue";

DROP INDEX CONCURRENTLY IF EXISTS "Ticket_open_of_assignee_new";
CREATE INDEX CONCURRENTLY "Ticket_open_of_assignee_new" ON "Ticket" ("assigneeId", "nextDueAt") INCLUDE ("snoozedUntil", "id")
  WHERE "status" NOT IN ('resolved', 'closed');
DROP INDEX CONCURRENTLY IF EXISTS "Ticket_open_of_assignee";
ALTER INDEX "Ticket_open_of_assignee_new" RENAME TO "Ticket_open_of_assignee";

DROP INDEX CONCURRENTLY IF EXISTS "Ticket_open_of_team";
CREATE INDEX CONCURRENTLY "Ticket_open_of_team" ON "Ticket" ("teamId", "nextDueAt", "id") INCLUDE ("snoozedUntil")
  WHERE "status" NOT IN ('resolved', 'closed');

DROP INDEX CONCURRENTLY IF EXISTS "Ticket_missed";
CREATE INDEX CONCURRENTLY "Ticket_missed" ON "Ticket" ("newestBreachAt", "id") INCLUDE ("snoozedUntil")
  WHERE "status" NOT IN ('resolved', 'closed') AND "newestBreachAt" IS NOT NULL;

DROP INDEX CONCURRENTLY IF EXISTS "Ticket_waiting";
CREATE INDEX CONCURRENTLY "Ticket_waiting" ON "Ticket" ("createdAt", "id") INCLUDE ("snoozedUntil")
  WHERE "status" = 'waiting_on_customer';

DROP INDEX CONCURRENTLY IF EXISTS "Ticket_snoozed_new";
CREATE INDEX CONCURRENTLY "Ticket_snoozed_new" ON "Ticket" ("snoozedUntil", "id") INCLUDE ("status")
  WHERE "snoozedUntil" IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS "Ticket_snoozed";
ALTER INDEX "Ticket_snoozed_new" RENAME TO "Ticket_snoozed";
