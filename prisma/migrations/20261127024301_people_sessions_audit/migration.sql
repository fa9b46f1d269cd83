-- AlterTable
ALTER TABLE "SignInLink" ADD COLUMN     "provider" TEXT,
ADD COLUMN     "subject" TEXT;

-- CreateTable
CREATE TABLE "Session" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "userAgent" TEXT NOT NULL DEFAULT '',
    "address" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IdentityRequest" (
    "id" UUID NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "IdentityRequest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "StaffAbsence" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "StaffAbsence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SetupCode" (
    "id" TEXT NOT NULL,
    "codeHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SetupCode_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditEntry" (
    "seq" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actorKind" TEXT NOT NULL,
    "actorId" UUID,
    "action" TEXT NOT NULL,
    "outcome" TEXT NOT NULL DEFAULT 'done',
    "subjectType" TEXT NOT NULL DEFAULT '',
    "subjectId" TEXT NOT NULL DEFAULT '',
    "organisationId" UUID,
    "facts" JSONB NOT NULL DEFAULT '{}',
    "address" TEXT NOT NULL DEFAULT '',
    "previousHash" TEXT,
    "hash" TEXT,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("seq")
);

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "IdentityRequest_tokenHash_key" ON "IdentityRequest"("tokenHash");

-- CreateIndex
CREATE INDEX "IdentityRequest_userId_idx" ON "IdentityRequest"("userId");

-- CreateIndex
CREATE INDEX "StaffAbsence_userId_idx" ON "StaffAbsence"("userId");

-- CreateIndex
CREATE INDEX "AuditEntry_at_idx" ON "AuditEntry"("at");

-- CreateIndex
CREATE INDEX "AuditEntry_subjectType_subjectId_idx" ON "AuditEntry"("subjectType", "subjectId");

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IdentityRequest" ADD CONSTRAINT "IdentityRequest_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "StaffAbsence" ADD CONSTRAINT "StaffAbsence_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- An audit trail that can be edited proves nothing.
CREATE FUNCTION "refuseAuditChange"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit entries are append-only';
END $$;
CREATE TRIGGER "AuditEntry_append_only" BEFORE UPDATE OR DELETE ON "AuditEntry"
  FOR EACH ROW EXECUTE FUNCTION "refuseAuditChange"();

-- One span is open per person at most.
CREATE UNIQUE INDEX "StaffAbsence_open_key" ON "StaffAbsence"("userId") WHERE "endedAt" IS NULL;

-- People whom schedules or teams still name although they are not on staff: away from now on, the past stays as it was.
INSERT INTO "StaffAbsence" ("id", "userId", "startedAt")
SELECT gen_random_uuid(), u."id", date_trunc('milliseconds', now())
FROM "User" u
WHERE (
    EXISTS (SELECT 1 FROM "TeamMember" t WHERE t."userId" = u."id")
    OR EXISTS (SELECT 1 FROM "ContactMethod" c WHERE c."userId" = u."id")
    OR EXISTS (SELECT 1 FROM "ScheduleOverride" o WHERE o."personId" = u."id")
    OR EXISTS (SELECT 1 FROM "ScheduleVersion" v WHERE position(u."id"::text in v."layers"::text) > 0)
  )
  AND NOT (
    u."deactivatedAt" IS NULL
    AND EXISTS (
      SELECT 1 FROM "Membership" m JOIN "Organisation" o ON o."id" = m."organisationId"
      WHERE m."userId" = u."id" AND o."isVendor" AND o."archivedAt" IS NULL
        AND m."role" IN ('ENGINEER', 'MANAGER', 'ADMINISTRATOR', 'KNOWLEDGE_OWNER')
    )
  );
