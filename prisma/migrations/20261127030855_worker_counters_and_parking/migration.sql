-- AlterTable
ALTER TABLE "WorkerHeartbeat" ADD COLUMN     "counters" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "FailingItem" (
    "kind" TEXT NOT NULL,
    "itemId" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "firstAt" TIMESTAMPTZ(3) NOT NULL,
    "lastAt" TIMESTAMPTZ(3) NOT NULL,
    "nextAt" TIMESTAMPTZ(3) NOT NULL,
    "parkedAt" TIMESTAMPTZ(3),
    "lastError" TEXT NOT NULL,

    CONSTRAINT "FailingItem_pkey" PRIMARY KEY ("kind","itemId")
);

-- CreateTable
CREATE TABLE "WriteProbe" (
    "processId" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "WriteProbe_pkey" PRIMARY KEY ("processId")
);

-- CreateTable
CREATE TABLE "AlarmNotice" (
    "key" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AlarmNotice_pkey" PRIMARY KEY ("key")
);
