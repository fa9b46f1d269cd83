-- AlterEnum
ALTER TYPE "ContactKind" ADD VALUE 'WEBHOOK';
ALTER TYPE "ContactKind" ADD VALUE 'SLACK';
ALTER TYPE "ContactKind" ADD VALUE 'FEISHU';
ALTER TYPE "ContactKind" ADD VALUE 'DINGTALK';
ALTER TYPE "ContactKind" ADD VALUE 'WECOM';
ALTER TYPE "ContactKind" ADD VALUE 'SMS';
ALTER TYPE "ContactKind" ADD VALUE 'VOICE';

-- AlterTable
ALTER TABLE "Delivery" ADD COLUMN "heldSince" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "QuietHours" (
    "userId" UUID NOT NULL,
    "from" TEXT NOT NULL,
    "to" TEXT NOT NULL,

    CONSTRAINT "QuietHours_pkey" PRIMARY KEY ("userId")
);

-- CreateTable
CREATE TABLE "PageResponder" (
    "pageId" UUID NOT NULL,
    "engineerId" UUID NOT NULL,
    "askedById" UUID NOT NULL,
    "askedAt" TIMESTAMPTZ(3) NOT NULL,
    "joinedAt" TIMESTAMPTZ(3),

    CONSTRAINT "PageResponder_pkey" PRIMARY KEY ("pageId","engineerId")
);

-- AddForeignKey
ALTER TABLE "QuietHours" ADD CONSTRAINT "QuietHours_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PageResponder" ADD CONSTRAINT "PageResponder_pageId_fkey" FOREIGN KEY ("pageId") REFERENCES "Page"("id") ON DELETE CASCADE ON UPDATE CASCADE;
