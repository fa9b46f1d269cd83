-- AlterTable
ALTER TABLE "Ticket" ADD COLUMN     "tags" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "Tag" (
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Tag_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "Tag_name_key" ON "Tag"("name");

-- Tickets with a tag. Only those that have one, so that filing and every other change of a ticket costs nothing.
CREATE INDEX "Ticket_tagged" ON "Ticket" USING GIN ("tags") WHERE "tags" <> '{}';
