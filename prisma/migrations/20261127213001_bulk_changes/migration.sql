-- CreateEnum
CREATE TYPE "BulkState" AS ENUM ('held', 'running', 'done', 'undone');

-- CreateEnum
CREATE TYPE "BulkItemState" AS ENUM ('waiting', 'done', 'refused');

-- CreateTable
CREATE TABLE "BulkChange" (
    "id" UUID NOT NULL,
    "authorId" UUID NOT NULL,
    "clientKey" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "change" JSONB NOT NULL,
    "state" "BulkState" NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "doneAt" TIMESTAMPTZ(3),
    "nextAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "BulkChange_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "BulkItem" (
    "id" UUID NOT NULL,
    "bulkId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "reference" TEXT NOT NULL,
    "state" "BulkItemState" NOT NULL DEFAULT 'waiting',
    "reason" TEXT,
    "values" JSONB,
    "failures" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "BulkItem_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "BulkChange_nextAt_idx" ON "BulkChange"("nextAt");

-- CreateIndex
CREATE UNIQUE INDEX "BulkChange_authorId_clientKey_key" ON "BulkChange"("authorId", "clientKey");

-- CreateIndex
CREATE UNIQUE INDEX "BulkItem_bulkId_position_key" ON "BulkItem"("bulkId", "position");

-- AddForeignKey
ALTER TABLE "BulkChange" ADD CONSTRAINT "BulkChange_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "BulkItem" ADD CONSTRAINT "BulkItem_bulkId_fkey" FOREIGN KEY ("bulkId") REFERENCES "BulkChange"("id") ON DELETE CASCADE ON UPDATE CASCADE;
