-- The rows that give an organisation's numbers are part of it: an organisation without tickets can be removed as before.
ALTER TABLE "TicketNumber" DROP CONSTRAINT "TicketNumber_organisationId_fkey";
ALTER TABLE "TicketNumber" ADD CONSTRAINT "TicketNumber_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE CASCADE ON UPDATE CASCADE;
