-- A schedule says when its next shift ends; what the outgoing engineer leaves becomes a brief with one entry a ticket.
ALTER TABLE "Schedule" ADD COLUMN "handoffsAt" TIMESTAMPTZ(3), ADD COLUMN "handedOffBefore" TIMESTAMPTZ(3);

CREATE TYPE "HandoffState" AS ENUM ('DRAFT', 'HANDED', 'WITHDRAWN');
CREATE TYPE "HandoffEntryState" AS ENUM ('OPEN', 'ACCEPTED', 'KEPT', 'SETTLED');

CREATE TABLE "HandoffBrief" (
    "id" UUID NOT NULL,
    "scheduleId" UUID,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,
    "outgoingId" UUID NOT NULL,
    "incomingId" UUID,
    "state" "HandoffState" NOT NULL DEFAULT 'DRAFT',
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "handedAt" TIMESTAMPTZ(3),
    "nextAt" TIMESTAMPTZ(3),

    CONSTRAINT "HandoffBrief_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "HandoffEntry" (
    "id" UUID NOT NULL,
    "briefId" UUID NOT NULL,
    "ticketId" UUID NOT NULL,
    "known" TEXT NOT NULL DEFAULT '',
    "tried" TEXT NOT NULL DEFAULT '',
    "promised" TEXT NOT NULL DEFAULT '',
    "note" TEXT NOT NULL DEFAULT '',
    "state" "HandoffEntryState" NOT NULL DEFAULT 'OPEN',
    "revision" INTEGER NOT NULL DEFAULT 0,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedById" UUID,
    "decidedAt" TIMESTAMPTZ(3),
    "decidedById" UUID,

    CONSTRAINT "HandoffEntry_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "HandoffBrief_scheduleId_endsAt_outgoingId_key" ON "HandoffBrief"("scheduleId", "endsAt", "outgoingId");
CREATE INDEX "HandoffBrief_endsAt_idx" ON "HandoffBrief"("endsAt");
CREATE INDEX "HandoffBrief_due" ON "HandoffBrief"("nextAt") WHERE "nextAt" IS NOT NULL;
CREATE UNIQUE INDEX "HandoffEntry_briefId_ticketId_key" ON "HandoffEntry"("briefId", "ticketId");
CREATE INDEX "HandoffEntry_ticketId_idx" ON "HandoffEntry"("ticketId");

ALTER TABLE "HandoffBrief" ADD CONSTRAINT "HandoffBrief_scheduleId_fkey" FOREIGN KEY ("scheduleId") REFERENCES "Schedule"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "HandoffEntry" ADD CONSTRAINT "HandoffEntry_briefId_fkey" FOREIGN KEY ("briefId") REFERENCES "HandoffBrief"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "HandoffEntry" ADD CONSTRAINT "HandoffEntry_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;
