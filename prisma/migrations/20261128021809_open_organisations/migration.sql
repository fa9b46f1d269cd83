-- AlterTable
ALTER TABLE "Organisation" ADD COLUMN     "isOpen" BOOLEAN NOT NULL DEFAULT false;
