-- CreateEnum
CREATE TYPE "HeldMessageState" AS ENUM ('HELD', 'SENDING', 'UNDONE', 'RETURNED');

-- AlterTable
ALTER TABLE "Ticket" ADD COLUMN     "clientDigest" TEXT;

-- AlterTable
ALTER TABLE "TicketEvent" ADD COLUMN     "clientDigest" TEXT;

-- CreateTable
CREATE TABLE "HeldMessage" (
    "id" UUID NOT NULL,
    "ticketId" UUID NOT NULL,
    "authorId" UUID NOT NULL,
    "verb" TEXT NOT NULL,
    "clientKey" TEXT NOT NULL,
    "clientDigest" TEXT NOT NULL,
    "input" JSONB,
    "state" "HeldMessageState" NOT NULL DEFAULT 'HELD',
    "reason" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "nextAt" TIMESTAMPTZ(3),

    CONSTRAINT "HeldMessage_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "HeldMessage_ticketId_clientKey_key" ON "HeldMessage"("ticketId", "clientKey");

-- AddForeignKey
ALTER TABLE "HeldMessage" ADD CONSTRAINT "HeldMessage_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE INDEX "HeldMessage_due" ON "HeldMessage" ("nextAt") WHERE "nextAt" IS NOT NULL;
