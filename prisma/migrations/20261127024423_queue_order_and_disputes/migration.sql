-- AlterTable
ALTER TABLE "Ticket" ADD COLUMN     "newestBreachAt" TIMESTAMPTZ(3),
ADD COLUMN     "savableDueAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "Dispute" (
    "id" UUID NOT NULL,
    "ticketId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "decidedAt" TIMESTAMPTZ(3),
    "nextAt" TIMESTAMPTZ(3),
    "reminders" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "Dispute_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Dispute_ticketId_seq_key" ON "Dispute"("ticketId", "seq");

-- AddForeignKey
ALTER TABLE "Dispute" ADD CONSTRAINT "Dispute_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Disputes whose reminder falls due, and those that wait for a decision.
CREATE INDEX "Dispute_due" ON "Dispute" ("nextAt") WHERE "nextAt" IS NOT NULL;
CREATE INDEX "Dispute_open" ON "Dispute" ("openedAt") WHERE "decidedAt" IS NULL;

-- Disputes of before: what the public chain says. Undecided ones are due now, so the managers are reminded at once.
INSERT INTO "Dispute" ("id", "ticketId", "seq", "openedAt", "decidedAt", "nextAt")
SELECT gen_random_uuid(), opened."ticketId", (opened."facts" ->> 'disputedSeq')::int, opened."at", decided."at",
  CASE WHEN decided."at" IS NULL THEN opened."at" + INTERVAL '4 hours' END
FROM "TicketEvent" opened
LEFT JOIN LATERAL (
  SELECT e."at" FROM "TicketEvent" e
  WHERE e."ticketId" = opened."ticketId" AND e."chain" = 'PUBLIC' AND e."type" IN ('dispute_upheld', 'dispute_rejected')
    AND e."facts" ->> 'disputedSeq' = opened."facts" ->> 'disputedSeq'
  ORDER BY e."seq" LIMIT 1
) decided ON true
WHERE opened."chain" = 'PUBLIC' AND opened."type" = 'answer_disputed'
ON CONFLICT DO NOTHING;

-- The queue's order: what can still be kept, and the newest of what was missed.
UPDATE "Ticket" t SET "savableDueAt" = c."savable", "newestBreachAt" = c."newest"
FROM (
  SELECT "ticketId", min("dueAt") FILTER (WHERE "state" = 'RUNNING') AS "savable",
    max("breachedAt") FILTER (WHERE "state" = 'BREACHED') AS "newest"
  FROM "SlaClock" WHERE "state" IN ('RUNNING', 'BREACHED') GROUP BY "ticketId"
) c
WHERE c."ticketId" = t."id" AND t."status" NOT IN ('RESOLVED', 'CLOSED');
CREATE INDEX "Ticket_queue_urgent" ON "Ticket" ("nextDueAt", "id")
  WHERE "status" NOT IN ('RESOLVED', 'CLOSED') AND "severity" IN ('S1', 'S2');
CREATE INDEX "Ticket_queue_savable" ON "Ticket" ("savableDueAt", "id") WHERE "status" NOT IN ('RESOLVED', 'CLOSED');
