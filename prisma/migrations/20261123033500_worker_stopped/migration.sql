ALTER TABLE "WorkerHeartbeat" ADD COLUMN "stoppedAt" TIMESTAMPTZ(3);
