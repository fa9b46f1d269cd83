-- CreateTable
CREATE TABLE "ClockAlarm" (
    "id" UUID NOT NULL,
    "processName" TEXT NOT NULL,
    "movedMs" BIGINT NOT NULL,
    "detectedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "endedBy" TEXT,
    "acceptedById" UUID,

    CONSTRAINT "ClockAlarm_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ClockAlarm_endedAt_idx" ON "ClockAlarm"("endedAt");
