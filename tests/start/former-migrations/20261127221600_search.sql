-- The search (docs/search.md).
CREATE TABLE "TicketSearch" (
    "ticketId" UUID NOT NULL,
    "publicWords" tsvector NOT NULL,
    "publicText" TEXT NOT NULL,
    "staffWords" tsvector NOT NULL,
    "staffText" TEXT NOT NULL,
    "isLong" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "TicketSearch_pkey" PRIMARY KEY ("ticketId")
);
CREATE TABLE "TicketSearchDue" (
    "ticketId" UUID NOT NULL,
    "chain" "Chain" NOT NULL,
    "at" TIMESTAMPTZ(3),

    CONSTRAINT "TicketSearchDue_pkey" PRIMARY KEY ("ticketId","chain")
);

-- Words and texts are stored beside the rows, so that the rows that an index points at are on few pages.
ALTER TABLE "TicketSearch" SET (toast_tuple_target = 128);
CREATE INDEX "TicketSearch_publicWords" ON "TicketSearch" USING gin ("publicWords");
CREATE INDEX "TicketSearch_staffWords" ON "TicketSearch" USING gin ("staffWords");
CREATE INDEX "TicketSearch_long" ON "TicketSearch" ("ticketId") WHERE "isLong";
CREATE INDEX "TicketSearchDue_changed" ON "TicketSearchDue" ("at") WHERE "at" IS NOT NULL;
CREATE INDEX "TicketSearchDue_old" ON "TicketSearchDue" ("ticketId" DESC) WHERE "at" IS NULL;

-- The order of what staff find. That of customers is served by "Ticket_organisationId_publicActivityAt_idx".
CREATE INDEX "Ticket_found" ON "Ticket" ("lastActivityAt" DESC, "reference");
-- What an engineer has, and which versions there are.
CREATE INDEX "Ticket_assigneeId_lastActivityAt_idx" ON "Ticket" ("assigneeId", "lastActivityAt");
CREATE INDEX "Ticket_sdkVersion_idx" ON "Ticket" ("sdkVersion");

-- Every trigger locks the mark, also one that is there already: indexing deletes it first and reads the ticket then, so a
-- change is either read or marked again.
CREATE FUNCTION "markNewTicketsForSearch"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "TicketSearchDue" ("ticketId", "chain", "at")
  SELECT n."id", c, now() FROM new_rows n, unnest(enum_range(NULL::"Chain")) c
  ON CONFLICT ("ticketId", "chain") DO UPDATE SET "at" = excluded."at";
  RETURN NULL;
END $$;
CREATE TRIGGER "Ticket_search_new" AFTER INSERT ON "Ticket"
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION "markNewTicketsForSearch"();

CREATE FUNCTION "markTicketForSearch"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "TicketSearchDue" ("ticketId", "chain", "at") VALUES (NEW."id", 'public', now())
  ON CONFLICT ("ticketId", "chain") DO UPDATE SET "at" = excluded."at";
  -- What was erased is gone at once and not only when the ticket is indexed again.
  DELETE FROM "TicketSearch" WHERE "ticketId" = NEW."id";
  IF FOUND THEN
    INSERT INTO "TicketSearchDue" ("ticketId", "chain", "at") VALUES (NEW."id", 'staff', now())
    ON CONFLICT ("ticketId", "chain") DO UPDATE SET "at" = excluded."at";
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "Ticket_search_changed" AFTER UPDATE ON "Ticket" FOR EACH ROW
  WHEN ((OLD."reference", OLD."subject", OLD."product", OLD."scenario", OLD."platforms", OLD."sdkVersion", OLD."region",
      OLD."carrier", OLD."errorCodes", OLD."channelId", OLD."userIds", OLD."organisationId", OLD."filerId")
    IS DISTINCT FROM (NEW."reference", NEW."subject", NEW."product", NEW."scenario", NEW."platforms", NEW."sdkVersion", NEW."region",
      NEW."carrier", NEW."errorCodes", NEW."channelId", NEW."userIds", NEW."organisationId", NEW."filerId"))
  EXECUTE FUNCTION "markTicketForSearch"();

CREATE FUNCTION "markTagsForSearch"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "TicketSearchDue" ("ticketId", "chain", "at") VALUES (NEW."id", 'staff', now())
  ON CONFLICT ("ticketId", "chain") DO UPDATE SET "at" = excluded."at";
  RETURN NULL;
END $$;
CREATE TRIGGER "Ticket_search_tagged" AFTER UPDATE ON "Ticket" FOR EACH ROW
  WHEN (OLD."tags" IS DISTINCT FROM NEW."tags") EXECUTE FUNCTION "markTagsForSearch"();

CREATE FUNCTION "forgetTicketForSearch"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "TicketSearchDue" WHERE "ticketId" = OLD."id";
  DELETE FROM "TicketSearch" WHERE "ticketId" = OLD."id";
  RETURN NULL;
END $$;
CREATE TRIGGER "Ticket_search_deleted" AFTER DELETE ON "Ticket" FOR EACH ROW EXECUTE FUNCTION "forgetTicketForSearch"();

CREATE FUNCTION "markWordsForSearch"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "TicketSearchDue" ("ticketId", "chain", "at")
  SELECT DISTINCT e."ticketId", e."chain", now() FROM new_rows n JOIN "TicketEvent" e ON e."id" = n."eventId"
  ON CONFLICT ("ticketId", "chain") DO UPDATE SET "at" = excluded."at";
  RETURN NULL;
END $$;
CREATE TRIGGER "EventContent_search_new" AFTER INSERT ON "EventContent"
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION "markWordsForSearch"();

CREATE FUNCTION "forgetWordsForSearch"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  tickets uuid[] := array(SELECT DISTINCT e."ticketId" FROM old_rows n JOIN "TicketEvent" e ON e."id" = n."eventId");
BEGIN
  INSERT INTO "TicketSearchDue" ("ticketId", "chain", "at")
  SELECT t, c, now() FROM unnest(tickets) t, unnest(enum_range(NULL::"Chain")) c
  ON CONFLICT ("ticketId", "chain") DO UPDATE SET "at" = excluded."at";
  DELETE FROM "TicketSearch" WHERE "ticketId" = ANY (tickets);
  RETURN NULL;
END $$;
CREATE TRIGGER "EventContent_search_erased" AFTER DELETE ON "EventContent"
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION "forgetWordsForSearch"();
CREATE TRIGGER "EventContent_search_changed" AFTER UPDATE ON "EventContent"
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION "forgetWordsForSearch"();

CREATE FUNCTION "markFileForSearch"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "TicketSearchDue" ("ticketId", "chain", "at")
  SELECT NEW."ticketId", c, now() FROM unnest(enum_range(NULL::"Chain")) c
  WHERE NEW."erasedAt" IS NOT NULL OR c = (CASE WHEN NEW."staffOnly" THEN 'staff' ELSE 'public' END)::"Chain"
  ON CONFLICT ("ticketId", "chain") DO UPDATE SET "at" = excluded."at";
  IF NEW."erasedAt" IS NOT NULL THEN
    DELETE FROM "TicketSearch" WHERE "ticketId" = NEW."ticketId";
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "Attachment_search_new" AFTER INSERT ON "Attachment" FOR EACH ROW
  WHEN (NEW."ticketId" IS NOT NULL) EXECUTE FUNCTION "markFileForSearch"();
CREATE TRIGGER "Attachment_search_changed" AFTER UPDATE ON "Attachment" FOR EACH ROW
  WHEN (NEW."ticketId" IS NOT NULL AND (OLD."ticketId", OLD."eventId", OLD."fileName", OLD."erasedAt", OLD."staffOnly")
    IS DISTINCT FROM (NEW."ticketId", NEW."eventId", NEW."fileName", NEW."erasedAt", NEW."staffOnly"))
  EXECUTE FUNCTION "markFileForSearch"();

CREATE FUNCTION "markNamesForSearch"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'User' THEN
    INSERT INTO "TicketSearchDue" ("ticketId", "chain", "at")
    SELECT t."id", 'staff', now() FROM "Ticket" t WHERE t."filerId" = NEW."id"
    ON CONFLICT ("ticketId", "chain") DO UPDATE SET "at" = excluded."at";
  ELSE
    INSERT INTO "TicketSearchDue" ("ticketId", "chain", "at")
    SELECT t."id", 'staff', now() FROM "Ticket" t WHERE t."organisationId" = NEW."id"
    ON CONFLICT ("ticketId", "chain") DO UPDATE SET "at" = excluded."at";
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "User_search_renamed" AFTER UPDATE ON "User" FOR EACH ROW
  WHEN ((OLD."name", OLD."email") IS DISTINCT FROM (NEW."name", NEW."email")) EXECUTE FUNCTION "markNamesForSearch"();
CREATE TRIGGER "Organisation_search_renamed" AFTER UPDATE ON "Organisation" FOR EACH ROW
  WHEN ((OLD."name", OLD."key") IS DISTINCT FROM (NEW."name", NEW."key")) EXECUTE FUNCTION "markNamesForSearch"();

-- Tickets that are there already are indexed in the background, the newest first.
INSERT INTO "TicketSearchDue" ("ticketId", "chain") SELECT t."id", c FROM "Ticket" t, unnest(enum_range(NULL::"Chain")) c;
