-- AlterTable
ALTER TABLE "Ticket" ADD COLUMN     "rating" INTEGER;

-- CreateTable
CREATE TABLE "LowRating" (
    "id" UUID NOT NULL,
    "ticketId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "rating" INTEGER NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "followedUpAt" TIMESTAMPTZ(3),

    CONSTRAINT "LowRating_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "LowRating_ticketId_idx" ON "LowRating"("ticketId");

-- AddForeignKey
ALTER TABLE "LowRating" ADD CONSTRAINT "LowRating_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- At most one low rating of a ticket waits at a time, and the managers' list is short however many were followed up.
CREATE UNIQUE INDEX "LowRating_waiting_key" ON "LowRating"("ticketId") WHERE "followedUpAt" IS NULL;
CREATE INDEX "LowRating_waiting_idx" ON "LowRating"("openedAt", "id") WHERE "followedUpAt" IS NULL;
