CREATE TABLE "DrillPlan" (
    "id" UUID NOT NULL,
    "policyId" UUID NOT NULL,
    "weekday" INTEGER NOT NULL,
    "localTime" TEXT NOT NULL,
    "timeZone" TEXT NOT NULL,
    "plannedFor" TIMESTAMPTZ(3) NOT NULL,
    "nextAt" TIMESTAMPTZ(3),
    "skippedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "DrillPlan_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "DrillPlan_policyId_key" ON "DrillPlan"("policyId");
ALTER TABLE "DrillPlan" ADD CONSTRAINT "DrillPlan_policyId_fkey" FOREIGN KEY ("policyId") REFERENCES "EscalationPolicy"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "Page" ALTER COLUMN "ticketId" DROP NOT NULL;
ALTER TABLE "Page" ADD COLUMN "drillPlanId" UUID;
ALTER TABLE "Page" ADD COLUMN "plannedFor" TIMESTAMPTZ(3);
ALTER TABLE "Page" ADD CONSTRAINT "Page_drillPlanId_fkey" FOREIGN KEY ("drillPlanId") REFERENCES "DrillPlan"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- A page is of a ticket or of a drill.
ALTER TABLE "Page" ADD CONSTRAINT "Page_of_one_thing" CHECK (("ticketId" IS NULL) = ("drillPlanId" IS NOT NULL));
CREATE UNIQUE INDEX "Page_drillPlanId_plannedFor_key" ON "Page"("drillPlanId", "plannedFor");
