-- AlterTable
ALTER TABLE "ContactMethod" ADD COLUMN     "failingSince" TIMESTAMPTZ(3),
ADD COLUMN     "failuresInRow" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "lastFailure" TEXT,
ADD COLUMN     "sendingToken" TEXT,
ADD COLUMN     "sendingUntil" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Delivery" ADD COLUMN     "faults" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "mayHaveArrived" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "MailMessage" ADD COLUMN     "bundledWithId" UUID;

-- AlterTable
ALTER TABLE "Page" ALTER COLUMN "policyId" DROP NOT NULL;

-- CreateTable
CREATE TABLE "ChannelState" (
    "channel" TEXT NOT NULL,
    "failuresInRow" INTEGER NOT NULL DEFAULT 0,
    "failingSince" TIMESTAMPTZ(3),
    "lastFailure" TEXT,
    "lastFailureAt" TIMESTAMPTZ(3),
    "recoveredAt" TIMESTAMPTZ(3),

    CONSTRAINT "ChannelState_pkey" PRIMARY KEY ("channel")
);

-- CreateTable
CREATE TABLE "StormWindow" (
    "contactMethodId" UUID NOT NULL,
    "organisationId" UUID NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "StormWindow_pkey" PRIMARY KEY ("contactMethodId","organisationId")
);

-- AddForeignKey
ALTER TABLE "StormWindow" ADD CONSTRAINT "StormWindow_contactMethodId_fkey" FOREIGN KEY ("contactMethodId") REFERENCES "ContactMethod"("id") ON DELETE CASCADE ON UPDATE CASCADE;
