-- without a transaction: a constraint is added and checked under short locks, table by table, so that the previous release
-- goes on working. Each statement may be repeated.
--
-- Every column that names a person becomes a foreign key. People are deactivated and never deleted, so a row that names an
-- account that does not exist comes from a deletion by hand; such an account is put back, deactivated and without a role,
-- so that the row keeps its meaning.

ALTER TABLE "ClockAlarm" DROP CONSTRAINT IF EXISTS "ClockAlarm_acceptedById_fkey", ADD CONSTRAINT "ClockAlarm_acceptedById_fkey" FOREIGN KEY ("acceptedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "MailMessage" DROP CONSTRAINT IF EXISTS "MailMessage_toUserId_fkey", ADD CONSTRAINT "MailMessage_toUserId_fkey" FOREIGN KEY ("toUserId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE NOT VALID;
ALTER TABLE "Article" DROP CONSTRAINT IF EXISTS "Article_ownerId_fkey", ADD CONSTRAINT "Article_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE NOT VALID;
ALTER TABLE "ScheduleVersion" DROP CONSTRAINT IF EXISTS "ScheduleVersion_createdById_fkey", ADD CONSTRAINT "ScheduleVersion_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "ScheduleOverride" DROP CONSTRAINT IF EXISTS "ScheduleOverride_personId_fkey", ADD CONSTRAINT "ScheduleOverride_personId_fkey" FOREIGN KEY ("personId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "ScheduleOverride" DROP CONSTRAINT IF EXISTS "ScheduleOverride_coversForId_fkey", ADD CONSTRAINT "ScheduleOverride_coversForId_fkey" FOREIGN KEY ("coversForId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "ScheduleOverride" DROP CONSTRAINT IF EXISTS "ScheduleOverride_createdById_fkey", ADD CONSTRAINT "ScheduleOverride_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "SwapRequest" DROP CONSTRAINT IF EXISTS "SwapRequest_askerId_fkey", ADD CONSTRAINT "SwapRequest_askerId_fkey" FOREIGN KEY ("askerId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "SwapRequest" DROP CONSTRAINT IF EXISTS "SwapRequest_askedId_fkey", ADD CONSTRAINT "SwapRequest_askedId_fkey" FOREIGN KEY ("askedId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "CalendarFeed" DROP CONSTRAINT IF EXISTS "CalendarFeed_userId_fkey", ADD CONSTRAINT "CalendarFeed_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE NOT VALID;
ALTER TABLE "Page" DROP CONSTRAINT IF EXISTS "Page_acknowledgedById_fkey", ADD CONSTRAINT "Page_acknowledgedById_fkey" FOREIGN KEY ("acknowledgedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "PageToken" DROP CONSTRAINT IF EXISTS "PageToken_engineerId_fkey", ADD CONSTRAINT "PageToken_engineerId_fkey" FOREIGN KEY ("engineerId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "PageToken" DROP CONSTRAINT IF EXISTS "PageToken_reassignedToId_fkey", ADD CONSTRAINT "PageToken_reassignedToId_fkey" FOREIGN KEY ("reassignedToId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "PageResponder" DROP CONSTRAINT IF EXISTS "PageResponder_engineerId_fkey", ADD CONSTRAINT "PageResponder_engineerId_fkey" FOREIGN KEY ("engineerId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "PageResponder" DROP CONSTRAINT IF EXISTS "PageResponder_askedById_fkey", ADD CONSTRAINT "PageResponder_askedById_fkey" FOREIGN KEY ("askedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "Delivery" DROP CONSTRAINT IF EXISTS "Delivery_engineerId_fkey", ADD CONSTRAINT "Delivery_engineerId_fkey" FOREIGN KEY ("engineerId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "SlaPolicyChange" DROP CONSTRAINT IF EXISTS "SlaPolicyChange_byId_fkey", ADD CONSTRAINT "SlaPolicyChange_byId_fkey" FOREIGN KEY ("byId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "SlaCalendarVersion" DROP CONSTRAINT IF EXISTS "SlaCalendarVersion_createdById_fkey", ADD CONSTRAINT "SlaCalendarVersion_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "SlaPolicyVersion" DROP CONSTRAINT IF EXISTS "SlaPolicyVersion_createdById_fkey", ADD CONSTRAINT "SlaPolicyVersion_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "SlaBreach" DROP CONSTRAINT IF EXISTS "SlaBreach_reasonById_fkey", ADD CONSTRAINT "SlaBreach_reasonById_fkey" FOREIGN KEY ("reasonById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "SlaBreachReason" DROP CONSTRAINT IF EXISTS "SlaBreachReason_byId_fkey", ADD CONSTRAINT "SlaBreachReason_byId_fkey" FOREIGN KEY ("byId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "SlaReplay" DROP CONSTRAINT IF EXISTS "SlaReplay_requestedById_fkey", ADD CONSTRAINT "SlaReplay_requestedById_fkey" FOREIGN KEY ("requestedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "HeldMessage" DROP CONSTRAINT IF EXISTS "HeldMessage_authorId_fkey", ADD CONSTRAINT "HeldMessage_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "Attachment" DROP CONSTRAINT IF EXISTS "Attachment_uploaderId_fkey", ADD CONSTRAINT "Attachment_uploaderId_fkey" FOREIGN KEY ("uploaderId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "ReadMark" DROP CONSTRAINT IF EXISTS "ReadMark_userId_fkey", ADD CONSTRAINT "ReadMark_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE NOT VALID;
ALTER TABLE "TicketArticle" DROP CONSTRAINT IF EXISTS "TicketArticle_linkedById_fkey", ADD CONSTRAINT "TicketArticle_linkedById_fkey" FOREIGN KEY ("linkedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "HandoffBrief" DROP CONSTRAINT IF EXISTS "HandoffBrief_outgoingId_fkey", ADD CONSTRAINT "HandoffBrief_outgoingId_fkey" FOREIGN KEY ("outgoingId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "HandoffBrief" DROP CONSTRAINT IF EXISTS "HandoffBrief_incomingId_fkey", ADD CONSTRAINT "HandoffBrief_incomingId_fkey" FOREIGN KEY ("incomingId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "HandoffBrief" DROP CONSTRAINT IF EXISTS "HandoffBrief_createdById_fkey", ADD CONSTRAINT "HandoffBrief_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "HandoffEntry" DROP CONSTRAINT IF EXISTS "HandoffEntry_updatedById_fkey", ADD CONSTRAINT "HandoffEntry_updatedById_fkey" FOREIGN KEY ("updatedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;
ALTER TABLE "HandoffEntry" DROP CONSTRAINT IF EXISTS "HandoffEntry_decidedById_fkey", ADD CONSTRAINT "HandoffEntry_decidedById_fkey" FOREIGN KEY ("decidedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE NOT VALID;

-- New rows are checked from here on, so no account can go missing between this and the validation.
INSERT INTO "User" ("id", "email", "name", "createdAt", "deactivatedAt")
SELECT "id", 'deleted-' || "id" || '@nightdesk.invalid', 'Deleted account', now(), now()
FROM (SELECT "acceptedById" FROM "ClockAlarm"
  UNION SELECT "toUserId" FROM "MailMessage"
  UNION SELECT "ownerId" FROM "Article"
  UNION SELECT "createdById" FROM "ScheduleVersion"
  UNION SELECT "personId" FROM "ScheduleOverride"
  UNION SELECT "coversForId" FROM "ScheduleOverride"
  UNION SELECT "createdById" FROM "ScheduleOverride"
  UNION SELECT "askerId" FROM "SwapRequest"
  UNION SELECT "askedId" FROM "SwapRequest"
  UNION SELECT "userId" FROM "CalendarFeed"
  UNION SELECT "acknowledgedById" FROM "Page"
  UNION SELECT "engineerId" FROM "PageToken"
  UNION SELECT "reassignedToId" FROM "PageToken"
  UNION SELECT "engineerId" FROM "PageResponder"
  UNION SELECT "askedById" FROM "PageResponder"
  UNION SELECT "engineerId" FROM "Delivery"
  UNION SELECT "byId" FROM "SlaPolicyChange"
  UNION SELECT "createdById" FROM "SlaCalendarVersion"
  UNION SELECT "createdById" FROM "SlaPolicyVersion"
  UNION SELECT "reasonById" FROM "SlaBreach"
  UNION SELECT "byId" FROM "SlaBreachReason"
  UNION SELECT "requestedById" FROM "SlaReplay"
  UNION SELECT "authorId" FROM "HeldMessage"
  UNION SELECT "uploaderId" FROM "Attachment"
  UNION SELECT "userId" FROM "ReadMark"
  UNION SELECT "linkedById" FROM "TicketArticle"
  UNION SELECT "outgoingId" FROM "HandoffBrief"
  UNION SELECT "incomingId" FROM "HandoffBrief"
  UNION SELECT "createdById" FROM "HandoffBrief"
  UNION SELECT "updatedById" FROM "HandoffEntry"
  UNION SELECT "decidedById" FROM "HandoffEntry") AS named ("id")
WHERE "id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "User" WHERE "User"."id" = named."id")
ON CONFLICT DO NOTHING;

ALTER TABLE "ClockAlarm" VALIDATE CONSTRAINT "ClockAlarm_acceptedById_fkey";
ALTER TABLE "MailMessage" VALIDATE CONSTRAINT "MailMessage_toUserId_fkey";
ALTER TABLE "Article" VALIDATE CONSTRAINT "Article_ownerId_fkey";
ALTER TABLE "ScheduleVersion" VALIDATE CONSTRAINT "ScheduleVersion_createdById_fkey";
ALTER TABLE "ScheduleOverride" VALIDATE CONSTRAINT "ScheduleOverride_personId_fkey";
ALTER TABLE "ScheduleOverride" VALIDATE CONSTRAINT "ScheduleOverride_coversForId_fkey";
ALTER TABLE "ScheduleOverride" VALIDATE CONSTRAINT "ScheduleOverride_createdById_fkey";
ALTER TABLE "SwapRequest" VALIDATE CONSTRAINT "SwapRequest_askerId_fkey";
ALTER TABLE "SwapRequest" VALIDATE CONSTRAINT "SwapRequest_askedId_fkey";
ALTER TABLE "CalendarFeed" VALIDATE CONSTRAINT "CalendarFeed_userId_fkey";
ALTER TABLE "Page" VALIDATE CONSTRAINT "Page_acknowledgedById_fkey";
ALTER TABLE "PageToken" VALIDATE CONSTRAINT "PageToken_engineerId_fkey";
ALTER TABLE "PageToken" VALIDATE CONSTRAINT "PageToken_reassignedToId_fkey";
ALTER TABLE "PageResponder" VALIDATE CONSTRAINT "PageResponder_engineerId_fkey";
ALTER TABLE "PageResponder" VALIDATE CONSTRAINT "PageResponder_askedById_fkey";
ALTER TABLE "Delivery" VALIDATE CONSTRAINT "Delivery_engineerId_fkey";
ALTER TABLE "SlaPolicyChange" VALIDATE CONSTRAINT "SlaPolicyChange_byId_fkey";
ALTER TABLE "SlaCalendarVersion" VALIDATE CONSTRAINT "SlaCalendarVersion_createdById_fkey";
ALTER TABLE "SlaPolicyVersion" VALIDATE CONSTRAINT "SlaPolicyVersion_createdById_fkey";
ALTER TABLE "SlaBreach" VALIDATE CONSTRAINT "SlaBreach_reasonById_fkey";
ALTER TABLE "SlaBreachReason" VALIDATE CONSTRAINT "SlaBreachReason_byId_fkey";
ALTER TABLE "SlaReplay" VALIDATE CONSTRAINT "SlaReplay_requestedById_fkey";
ALTER TABLE "HeldMessage" VALIDATE CONSTRAINT "HeldMessage_authorId_fkey";
ALTER TABLE "Attachment" VALIDATE CONSTRAINT "Attachment_uploaderId_fkey";
ALTER TABLE "ReadMark" VALIDATE CONSTRAINT "ReadMark_userId_fkey";
ALTER TABLE "TicketArticle" VALIDATE CONSTRAINT "TicketArticle_linkedById_fkey";
ALTER TABLE "HandoffBrief" VALIDATE CONSTRAINT "HandoffBrief_outgoingId_fkey";
ALTER TABLE "HandoffBrief" VALIDATE CONSTRAINT "HandoffBrief_incomingId_fkey";
ALTER TABLE "HandoffBrief" VALIDATE CONSTRAINT "HandoffBrief_createdById_fkey";
ALTER TABLE "HandoffEntry" VALIDATE CONSTRAINT "HandoffEntry_updatedById_fkey";
ALTER TABLE "HandoffEntry" VALIDATE CONSTRAINT "HandoffEntry_decidedById_fkey";
