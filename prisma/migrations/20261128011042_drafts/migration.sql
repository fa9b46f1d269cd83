-- CreateTable
CREATE TABLE "Draft" (
    "id" UUID NOT NULL,
    "ownerId" UUID NOT NULL,
    "form" TEXT NOT NULL,
    "about" TEXT NOT NULL,
    "ticketId" UUID,
    "draftId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "sealed" TEXT,
    "attachmentIds" UUID[] DEFAULT ARRAY[]::UUID[],
    "savedAt" TIMESTAMPTZ(3) NOT NULL,
    "nextAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Draft_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Draft_ticketId_idx" ON "Draft"("ticketId");

-- CreateIndex
CREATE INDEX "Draft_nextAt_idx" ON "Draft"("nextAt");

-- CreateIndex
CREATE UNIQUE INDEX "Draft_ownerId_form_about_key" ON "Draft"("ownerId", "form", "about");

-- AddForeignKey
ALTER TABLE "Draft" ADD CONSTRAINT "Draft_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Draft" ADD CONSTRAINT "Draft_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- CreateIndex
CREATE INDEX "HeldMessage_authorId_idx" ON "HeldMessage"("authorId");
