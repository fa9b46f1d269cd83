-- A notification that went out, failed or was cancelled is never looked at again by the sweep.
UPDATE "Delivery" SET "nextAt" = NULL WHERE "state" <> 'PENDING';
ALTER TABLE "Delivery" ADD CONSTRAINT "Delivery_settled_rests" CHECK ("state" = 'PENDING' OR "nextAt" IS NULL);
