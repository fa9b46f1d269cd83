-- What a customer is told of a ticket's activity: nothing of what only staff did.
ALTER TABLE "Ticket" ADD COLUMN "publicActivityAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

UPDATE "Ticket" t SET "publicActivityAt" = coalesce(
  (SELECT max(e."at") FROM "TicketEvent" e WHERE e."ticketId" = t."id" AND e."chain" = 'PUBLIC'),
  t."createdAt"
);

DROP INDEX "Ticket_organisationId_lastActivityAt_idx";
CREATE INDEX "Ticket_organisationId_publicActivityAt_idx" ON "Ticket"("organisationId", "publicActivityAt");
