CREATE TYPE "SwapState" AS ENUM ('ASKED', 'ACCEPTED', 'DECLINED', 'WITHDRAWN');

CREATE TABLE "SwapRequest" (
    "id" UUID NOT NULL,
    "scheduleId" UUID NOT NULL,
    "askerId" UUID NOT NULL,
    "askedId" UUID NOT NULL,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,
    "returnStartsAt" TIMESTAMPTZ(3),
    "returnEndsAt" TIMESTAMPTZ(3),
    "note" TEXT NOT NULL DEFAULT '',
    "state" "SwapState" NOT NULL DEFAULT 'ASKED',
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "decidedAt" TIMESTAMPTZ(3),

    CONSTRAINT "SwapRequest_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "SwapRequest_scheduleId_endsAt_idx" ON "SwapRequest"("scheduleId", "endsAt");

ALTER TABLE "SwapRequest" ADD CONSTRAINT "SwapRequest_scheduleId_fkey" FOREIGN KEY ("scheduleId") REFERENCES "Schedule"("id") ON DELETE CASCADE ON UPDATE CASCADE;
