-- AlterTable
ALTER TABLE "Plan" ADD COLUMN "isPublic" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "SlaPolicyVersion" ADD COLUMN "revision" INTEGER NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "SlaPolicyChange" (
    "id" UUID NOT NULL,
    "policyId" UUID NOT NULL,
    "version" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "byId" UUID NOT NULL,
    "action" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "inForceFrom" TIMESTAMPTZ(3),

    CONSTRAINT "SlaPolicyChange_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SlaCalendar" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "archivedAt" TIMESTAMPTZ(3),

    CONSTRAINT "SlaCalendar_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SlaCalendarVersion" (
    "id" UUID NOT NULL,
    "calendarId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "createdById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SlaCalendarVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SlaBreachReason" (
    "id" UUID NOT NULL,
    "ticketId" UUID NOT NULL,
    "clockId" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "byId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SlaBreachReason_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "SlaPolicyChange_policyId_at_idx" ON "SlaPolicyChange"("policyId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "SlaCalendar_name_key" ON "SlaCalendar"("name");

-- CreateIndex
CREATE UNIQUE INDEX "SlaCalendarVersion_calendarId_version_key" ON "SlaCalendarVersion"("calendarId", "version");

-- CreateIndex
CREATE INDEX "SlaBreachReason_ticketId_idx" ON "SlaBreachReason"("ticketId");

-- CreateIndex
CREATE INDEX "SlaBreachReason_clockId_idx" ON "SlaBreachReason"("clockId");

-- AddForeignKey
ALTER TABLE "SlaPolicyChange" ADD CONSTRAINT "SlaPolicyChange_policyId_fkey" FOREIGN KEY ("policyId") REFERENCES "SlaPolicy"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SlaCalendarVersion" ADD CONSTRAINT "SlaCalendarVersion_calendarId_fkey" FOREIGN KEY ("calendarId") REFERENCES "SlaCalendar"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SlaBreachReason" ADD CONSTRAINT "SlaBreachReason_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The breaches that wait for a reason: an index range over those only.
CREATE INDEX "SlaBreach_waiting_idx" ON "SlaBreach"("at") WHERE "reasonCode" IS NULL;
