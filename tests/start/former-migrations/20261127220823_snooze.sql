-- AlterTable
ALTER TABLE "Ticket" ADD COLUMN     "snoozedUntil" TIMESTAMPTZ(3);

-- The list of snoozed tickets, and those whose time has come; few tickets are snoozed.
CREATE INDEX "Ticket_snoozed" ON "Ticket" ("snoozedUntil", "id") WHERE "snoozedUntil" IS NOT NULL;
