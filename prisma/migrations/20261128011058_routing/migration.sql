-- AlterTable
ALTER TABLE "EscalationPolicy" ADD COLUMN     "isRouted" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "Ticket" ADD COLUMN     "routedPolicyId" UUID;

-- CreateTable
CREATE TABLE "RoutingVersion" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "savedById" UUID NOT NULL,
    "savedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RoutingVersion_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "RoutingVersion_version_key" ON "RoutingVersion"("version");

-- AddForeignKey
ALTER TABLE "RoutingVersion" ADD CONSTRAINT "RoutingVersion_savedById_fkey" FOREIGN KEY ("savedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey. The column is new and empty, so there are no rows to check, and the table stays readable.
ALTER TABLE "Ticket" ADD CONSTRAINT "Ticket_routedPolicyId_fkey" FOREIGN KEY ("routedPolicyId") REFERENCES "EscalationPolicy"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;

-- Which policies tickets that are not closed follow: read when routing rules are saved.
CREATE INDEX "Ticket_routed" ON "Ticket" ("routedPolicyId") WHERE "routedPolicyId" IS NOT NULL AND "status" <> 'closed';
