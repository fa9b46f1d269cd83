-- formerly 2bd562734366fbad78de19b23a2139f48c75e6f62d4db680d96c5469183c68ef
-- AlterTable
ALTER TABLE "Ticket" ADD COLUMN     "snoozedUntil" TIMESTAMPTZ(3);
