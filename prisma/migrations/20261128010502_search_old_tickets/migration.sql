-- Tickets that are there already are indexed in the background, those with the newest activity first. The triggers of the
-- search mark what changes meanwhile.
INSERT INTO "TicketSearchDue" ("ticketId", "chain", "activityAt")
SELECT t."id", c, t."lastActivityAt" FROM "Ticket" t, unnest(enum_range(NULL::"Chain")) c ORDER BY 1, 2
ON CONFLICT ("ticketId", "chain") DO NOTHING;
