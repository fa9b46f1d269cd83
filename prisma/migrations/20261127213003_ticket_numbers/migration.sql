-- Where an organisation's ticket numbers come from: sixteen rows, each with every sixteenth number. Filings at the same
-- time lock different rows until they commit, and a filing that fails gives its number back with the rollback.
CREATE TABLE "TicketNumber" (
    "organisationId" UUID NOT NULL,
    "slot" INTEGER NOT NULL,
    "next" INTEGER NOT NULL,

    CONSTRAINT "TicketNumber_pkey" PRIMARY KEY ("organisationId", "slot")
);
ALTER TABLE "TicketNumber" ADD CONSTRAINT "TicketNumber_organisationId_fkey" FOREIGN KEY ("organisationId") REFERENCES "Organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Returns the lowest number that no other open transaction holds. Its row stays locked until the transaction ends.
CREATE FUNCTION "takeTicketNumber"("ofOrganisation" UUID) RETURNS INTEGER LANGUAGE plpgsql AS $$
DECLARE
  "free" "TicketNumber";
  "lowest" INTEGER;
BEGIN
  LOOP
    SELECT * INTO "free" FROM "TicketNumber" WHERE "organisationId" = "ofOrganisation"
      ORDER BY "next" LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
    IF FOUND THEN
      -- The row may have got a higher number between the look and the lock. It is taken when a second look, which does
      -- not skip our own lock, finds no lower one.
      EXIT WHEN "free"."slot" = "lowest";
      "lowest" := "free"."slot";
    ELSE
      -- Sixteen filings hold all of them: wait for the lowest.
      PERFORM FROM "TicketNumber" WHERE "organisationId" = "ofOrganisation" ORDER BY "next" LIMIT 1 FOR NO KEY UPDATE;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'There is no organisation %', "ofOrganisation";
      END IF;
    END IF;
  END LOOP;
  UPDATE "TicketNumber" SET "next" = "next" + 16 WHERE "organisationId" = "ofOrganisation" AND "slot" = "lowest";
  RETURN "free"."next";
END $$;

-- A release that does not know this table raises the organisation's counter instead and uses what it then contains.
CREATE FUNCTION "takeTicketNumberByCounter"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  NEW."ticketCounter" := "takeTicketNumber"(NEW."id");
  RETURN NEW;
END $$;
-- Waits for transactions that have raised a counter and are not over, so that the rows below begin after their numbers.
CREATE TRIGGER "Organisation_ticketCounter" BEFORE UPDATE ON "Organisation"
  FOR EACH ROW WHEN (NEW."ticketCounter" IS DISTINCT FROM OLD."ticketCounter")
  EXECUTE FUNCTION "takeTicketNumberByCounter"();

CREATE FUNCTION "addTicketNumbers"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "TicketNumber" ("organisationId", "slot", "next")
    SELECT NEW."id", s, NEW."ticketCounter" + 1 + s FROM generate_series(0, 15) s;
  RETURN NULL;
END $$;
CREATE TRIGGER "Organisation_ticketNumbers" AFTER INSERT ON "Organisation"
  FOR EACH ROW EXECUTE FUNCTION "addTicketNumbers"();

INSERT INTO "TicketNumber" ("organisationId", "slot", "next")
  SELECT o."id", s, o."ticketCounter" + 1 + s FROM "Organisation" o, generate_series(0, 15) s;
