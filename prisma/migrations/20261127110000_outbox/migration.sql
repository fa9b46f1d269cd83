-- The event outbox: rows written in the transaction of their cause, and how far each subscriber has come.
CREATE TABLE "OutboxEvent" (
    "id" BIGSERIAL NOT NULL,
    "position" BIGINT,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "payload" JSONB NOT NULL,

    CONSTRAINT "OutboxEvent_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "OutboxEvent_position_key" ON "OutboxEvent"("position");
-- What the worker has not numbered yet: a handful of rows however long the table is.
CREATE INDEX "OutboxEvent_unnumbered" ON "OutboxEvent"("id") WHERE "position" IS NULL;
CREATE SEQUENCE "OutboxEvent_position_seq" AS BIGINT;

CREATE TABLE "OutboxCursor" (
    "name" TEXT NOT NULL,
    "position" BIGINT NOT NULL,

    CONSTRAINT "OutboxCursor_pkey" PRIMARY KEY ("name")
);

-- A new subscriber begins with what happens from its first look on; this one with what happens from the migration on.
INSERT INTO "OutboxCursor" ("name", "position") VALUES ('handoff', 0);

-- Which assignments came after an entry was made; entries of an older release count as made before all of them.
ALTER TABLE "HandoffEntry" ADD COLUMN "staffSeq" INTEGER NOT NULL DEFAULT 0;
