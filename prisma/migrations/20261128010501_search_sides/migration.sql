-- The two sides of a ticket's stored words are written, marked and emptied each by itself, so that nothing that only staff may
-- see is in what a customer's search asks or waits for. Only an earlier state of this release knows "isLong".
ALTER TABLE "TicketSearch" ADD COLUMN "isPublicLong" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "isStaffLong" BOOLEAN NOT NULL DEFAULT false;
UPDATE "TicketSearch" SET "isPublicLong" = true, "isStaffLong" = true WHERE "isLong";
ALTER TABLE "TicketSearch" DROP COLUMN "isLong";
CREATE INDEX "TicketSearch_publicLong" ON "TicketSearch" ("ticketId") WHERE "isPublicLong";
CREATE INDEX "TicketSearch_staffLong" ON "TicketSearch" ("ticketId") WHERE "isStaffLong";

-- The ids of old tickets say nothing about their age, so a mark of the background keeps what orders it.
ALTER TABLE "TicketSearchDue" ADD COLUMN "activityAt" TIMESTAMPTZ(3);
DROP INDEX "TicketSearchDue_old";
CREATE INDEX "TicketSearchDue_old" ON "TicketSearchDue" ("activityAt" DESC NULLS LAST, "ticketId", "chain") WHERE "at" IS NULL;

-- Every trigger marks first and empties the stored words then: indexing, which takes the mark first too, either reads the
-- change or finds a new mark. Marks are locked in one order, so that no two changes wait for each other in a circle.
CREATE OR REPLACE FUNCTION "markNewTicketsForSearch"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "TicketSearchDue" ("ticketId", "chain", "at")
  SELECT n."id", c, now() FROM new_rows n, unnest(enum_range(NULL::"Chain")) c ORDER BY 1, 2
  ON CONFLICT ("ticketId", "chain") DO UPDATE SET "at" = excluded."at";
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "markTicketForSearch"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "TicketSearchDue" ("ticketId", "chain", "at") VALUES (NEW."id", 'public', now())
  ON CONFLICT ("ticketId", "chain") DO UPDATE SET "at" = excluded."at";
  -- What was erased is gone at once and not only when the ticket is indexed again.
  UPDATE "TicketSearch" SET "publicWords" = '', "publicText" = '', "isPublicLong" = false WHERE "ticketId" = NEW."id";
  IF (OLD."organisationId", OLD."filerId") IS DISTINCT FROM (NEW."organisationId", NEW."filerId") THEN
    INSERT INTO "TicketSearchDue" ("ticketId", "chain", "at") VALUES (NEW."id", 'staff', now())
    ON CONFLICT ("ticketId", "chain") DO UPDATE SET "at" = excluded."at";
    UPDATE "TicketSearch" SET "staffWords" = '', "staffText" = '', "isStaffLong" = false WHERE "ticketId" = NEW."id";
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "markWordsForSearch"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "TicketSearchDue" ("ticketId", "chain", "at")
  SELECT DISTINCT e."ticketId", e."chain", now() FROM new_rows n JOIN "TicketEvent" e ON e."id" = n."eventId"
  ORDER BY 1, 2
  ON CONFLICT ("ticketId", "chain") DO UPDATE SET "at" = excluded."at";
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "forgetWordsForSearch"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "TicketSearchDue" ("ticketId", "chain", "at")
  SELECT DISTINCT e."ticketId", e."chain", now() FROM old_rows n JOIN "TicketEvent" e ON e."id" = n."eventId"
  ORDER BY 1, 2
  ON CONFLICT ("ticketId", "chain") DO UPDATE SET "at" = excluded."at";
  UPDATE "TicketSearch" s SET "publicWords" = '', "publicText" = '', "isPublicLong" = false
  WHERE s."ticketId" IN (
    SELECT e."ticketId" FROM old_rows n JOIN "TicketEvent" e ON e."id" = n."eventId" WHERE e."chain" = 'public');
  UPDATE "TicketSearch" s SET "staffWords" = '', "staffText" = '', "isStaffLong" = false
  WHERE s."ticketId" IN (
    SELECT e."ticketId" FROM old_rows n JOIN "TicketEvent" e ON e."id" = n."eventId" WHERE e."chain" = 'staff');
  RETURN NULL;
END $$;

-- A file is searched on the side of the message that it belongs to.
CREATE OR REPLACE FUNCTION "sideOfFile"("event" uuid, "isForStaff" boolean) RETURNS "Chain" LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT e."chain" FROM "TicketEvent" e WHERE e."id" = "event"),
    (CASE WHEN "isForStaff" THEN 'staff' ELSE 'public' END)::"Chain")
$$;
CREATE OR REPLACE FUNCTION "markFileForSearch"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  sides "Chain"[] := ARRAY["sideOfFile"(NEW."eventId", NEW."staffOnly")];
BEGIN
  IF TG_OP = 'UPDATE' THEN
    sides := sides || "sideOfFile"(OLD."eventId", OLD."staffOnly");
  END IF;
  INSERT INTO "TicketSearchDue" ("ticketId", "chain", "at")
  SELECT DISTINCT NEW."ticketId", c, now() FROM unnest(sides) c ORDER BY 2
  ON CONFLICT ("ticketId", "chain") DO UPDATE SET "at" = excluded."at";
  IF NEW."erasedAt" IS NOT NULL AND 'public' = ANY (sides) THEN
    UPDATE "TicketSearch" SET "publicWords" = '', "publicText" = '', "isPublicLong" = false WHERE "ticketId" = NEW."ticketId";
  END IF;
  IF NEW."erasedAt" IS NOT NULL AND 'staff' = ANY (sides) THEN
    UPDATE "TicketSearch" SET "staffWords" = '', "staffText" = '', "isStaffLong" = false WHERE "ticketId" = NEW."ticketId";
  END IF;
  RETURN NULL;
END $$;

-- A name may stand in very many tickets: they are indexed in the background like those that were there before the search,
-- so that no search begins with them.
CREATE OR REPLACE FUNCTION "markNamesForSearch"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'User' THEN
    INSERT INTO "TicketSearchDue" as d ("ticketId", "chain", "activityAt")
    SELECT t."id", 'staff', t."lastActivityAt" FROM "Ticket" t WHERE t."filerId" = NEW."id" ORDER BY 1
    ON CONFLICT ("ticketId", "chain") DO UPDATE SET "at" = d."at";
  ELSE
    INSERT INTO "TicketSearchDue" as d ("ticketId", "chain", "activityAt")
    SELECT t."id", 'staff', t."lastActivityAt" FROM "Ticket" t WHERE t."organisationId" = NEW."id" ORDER BY 1
    ON CONFLICT ("ticketId", "chain") DO UPDATE SET "at" = d."at";
  END IF;
  RETURN NULL;
END $$;
