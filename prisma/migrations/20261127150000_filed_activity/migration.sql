-- The customers' list of what is done: what somebody filed, newest public activity first (docs/performance.md).
CREATE INDEX "Ticket_organisationId_filerId_publicActivityAt_idx" ON "Ticket"("organisationId", "filerId", "publicActivityAt");
