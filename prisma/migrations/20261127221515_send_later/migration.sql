-- AlterTable
ALTER TABLE "HeldMessage" ADD COLUMN     "isLater" BOOLEAN NOT NULL DEFAULT false;
