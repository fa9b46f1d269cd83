-- AlterTable
ALTER TABLE "ContactMethod" ADD COLUMN "failedAt" TIMESTAMPTZ(3);
