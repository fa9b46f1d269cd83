-- No ticket ever named its policy: the team and the severity choose it.
ALTER TABLE "Ticket" DROP CONSTRAINT "Ticket_escalationPolicyId_fkey";
ALTER TABLE "Ticket" DROP COLUMN "escalationPolicyId";

ALTER TABLE "Project" ADD COLUMN "teamId" UUID;
ALTER TABLE "Project" ADD CONSTRAINT "Project_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Ticket" ADD COLUMN "teamId" UUID;
ALTER TABLE "Ticket" ADD CONSTRAINT "Ticket_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "EscalationPolicy" ADD COLUMN "severities" "Severity"[];
ALTER TABLE "EscalationPolicy" ADD COLUMN "teamId" UUID;
ALTER TABLE "EscalationPolicy" ADD CONSTRAINT "EscalationPolicy_teamId_fkey" FOREIGN KEY ("teamId") REFERENCES "Team"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE UNIQUE INDEX "EscalationPolicy_one_default" ON "EscalationPolicy" ("isDefault") WHERE "isDefault";
