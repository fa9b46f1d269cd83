-- The highest warning that an open clock has given: with it the promises at risk are an index range (docs/performance.md).
ALTER TABLE "SlaClock" ADD COLUMN     "warnedPercent" INTEGER;
UPDATE "SlaClock" c SET "warnedPercent" = w."percent"
FROM (SELECT "clockId", max("percent") AS "percent" FROM "SlaWarning" GROUP BY "clockId") w
WHERE w."clockId" = c."id" AND c."state" <> 'ENDED';

-- CreateIndex
CREATE INDEX "Ticket_filerId_idx" ON "Ticket"("filerId");

-- CreateIndex
CREATE INDEX "Ticket_organisationId_scenario_lastActivityAt_id_idx" ON "Ticket"("organisationId", "scenario", "lastActivityAt", "id");

-- CreateIndex
CREATE INDEX "Watcher_userId_idx" ON "Watcher"("userId");

-- CreateIndex
CREATE INDEX "MailMessage_state_createdAt_idx" ON "MailMessage"("state", "createdAt");

-- A ticket's follow-ups; few tickets are one.
CREATE INDEX "Ticket_followUps" ON "Ticket" ("followUpOfId") WHERE "followUpOfId" IS NOT NULL;

-- What solved the same problem elsewhere, newest first.
CREATE INDEX "Ticket_solved" ON "Ticket" ("scenario", "product", "lastActivityAt", "id") WHERE "status" = 'RESOLVED';

-- The open tickets of an engineer and of an organisation; the first also holds all that the queue's counts need.
CREATE INDEX "Ticket_open_of_assignee" ON "Ticket" ("assigneeId", "nextDueAt") WHERE "status" NOT IN ('RESOLVED', 'CLOSED');
CREATE INDEX "Ticket_open_of_organisation" ON "Ticket" ("organisationId", "nextDueAt", "id")
  WHERE "status" NOT IN ('RESOLVED', 'CLOSED');

-- The groups of the queue that had no index of their own (server/tickets/reading/list-queries.ts), and what is over.
CREATE INDEX "Ticket_queue_missed" ON "Ticket" (greatest("savableDueAt", "newestBreachAt") DESC, "id")
  WHERE "status" NOT IN ('RESOLVED', 'CLOSED') AND "severity" NOT IN ('S1', 'S2');
CREATE INDEX "Ticket_queue_rest" ON "Ticket" ("createdAt", "id")
  WHERE "status" NOT IN ('RESOLVED', 'CLOSED')
    AND (CASE WHEN "severity" IN ('S1', 'S2') THEN "nextDueAt" ELSE greatest("savableDueAt", "newestBreachAt") END) IS NULL;
CREATE INDEX "Ticket_queue_done" ON "Ticket" ("lastActivityAt" DESC, "id") WHERE "status" IN ('RESOLVED', 'CLOSED');

-- Promises at risk; the condition is repeated word for word in server/insight/overview/queries.ts.
CREATE INDEX "SlaClock_at_risk" ON "SlaClock" ("dueAt", "ticketId")
  WHERE "dueAt" IS NOT NULL AND ("state" = 'BREACHED' OR ("state" = 'RUNNING'
    AND ("warnedPercent" >= 75 OR ("warnedPercent" IS NOT NULL AND "nextAt" = "dueAt"))));

-- The managers' numbers: what was kept and what was missed in a period, without a look at the table.
CREATE INDEX "SlaClock_answered" ON "SlaClock" ("endedAt") INCLUDE ("outcome", "metric", "severity", "elapsedMs")
  WHERE "outcome" IN ('MET', 'LATE');
CREATE INDEX "SlaClock_missed" ON "SlaClock" ("breachedAt") INCLUDE ("outcome", "metric", "severity", "elapsedMs")
  WHERE "breachedAt" IS NOT NULL;

-- Whose turn it is, which pages wait for somebody and which somebody has acknowledged.
CREATE INDEX "Page_of_policy" ON "Page" ("policyId") WHERE "drillPlanId" IS NULL;
CREATE INDEX "Page_waiting" ON "Page" ("ticketId") WHERE "state" IN ('OPEN', 'UNANSWERED');
CREATE INDEX "Page_acknowledged" ON "Page" ("acknowledgedById", "ticketId") WHERE "state" = 'ACKNOWLEDGED';
