-- CreateEnum
CREATE TYPE "ReplayState" AS ENUM ('WAITING', 'RUNNING', 'DONE', 'CANCELLED', 'FAILED');

-- CreateTable
CREATE TABLE "SlaReplay" (
    "id" UUID NOT NULL,
    "planId" UUID NOT NULL,
    "product" TEXT,
    "definition" JSONB NOT NULL,
    "candidateName" TEXT NOT NULL,
    "candidateVersion" INTEGER,
    "days" INTEGER,
    "requestedById" UUID NOT NULL,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "state" "ReplayState" NOT NULL DEFAULT 'WAITING',
    "total" INTEGER,
    "done" INTEGER NOT NULL DEFAULT 0,
    "cursorAt" TIMESTAMPTZ(3),
    "cursorId" UUID,
    "cells" JSONB NOT NULL DEFAULT '[]',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "lastError" TEXT,
    "nextAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "SlaReplay_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SlaReplayTicket" (
    "replayId" UUID NOT NULL,
    "metric" "SlaMetric" NOT NULL,
    "severity" SMALLINT NOT NULL,
    "ticketId" UUID NOT NULL,
    "metBefore" SMALLINT NOT NULL,
    "breachedBefore" SMALLINT NOT NULL,
    "metAfter" SMALLINT NOT NULL,
    "breachedAfter" SMALLINT NOT NULL,
    "gained" SMALLINT NOT NULL,
    "lost" SMALLINT NOT NULL,

    CONSTRAINT "SlaReplayTicket_pkey" PRIMARY KEY ("replayId","metric","severity","ticketId")
);

-- CreateIndex
CREATE INDEX "SlaReplay_requestedAt_idx" ON "SlaReplay"("requestedAt");

-- AddForeignKey
ALTER TABLE "SlaReplay" ADD CONSTRAINT "SlaReplay_planId_fkey" FOREIGN KEY ("planId") REFERENCES "Plan"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SlaReplayTicket" ADD CONSTRAINT "SlaReplayTicket_replayId_fkey" FOREIGN KEY ("replayId") REFERENCES "SlaReplay"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The replays that wait for a worker: an index range over those only.
CREATE INDEX "SlaReplay_due" ON "SlaReplay" ("nextAt") WHERE "nextAt" IS NOT NULL;
