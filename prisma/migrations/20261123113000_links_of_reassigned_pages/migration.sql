ALTER TABLE "PageToken" ADD COLUMN "reassignedToId" UUID;
