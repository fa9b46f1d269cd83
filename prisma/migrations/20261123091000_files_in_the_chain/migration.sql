-- Files attached from here on are named by a digest in their event's facts; older ones are not in the chain.
ALTER TABLE "Attachment" ADD COLUMN "salt" BYTEA,
ADD COLUMN "digest" TEXT,
ADD COLUMN "erasedAt" TIMESTAMPTZ(3);
