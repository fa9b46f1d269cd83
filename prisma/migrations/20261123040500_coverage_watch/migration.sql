-- The proof of coverage looks ahead by itself: one row says when next, one row a gap that the managers were told of.
CREATE TABLE "CoverageWatch" (
    "id" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "nextAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CoverageWatch_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "CoverageWarning" (
    "id" UUID NOT NULL,
    "policyId" UUID NOT NULL,
    "severities" TEXT NOT NULL,
    "gapFrom" TIMESTAMPTZ(3) NOT NULL,
    "gapTo" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "CoverageWarning_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "CoverageWarning_policyId_severities_gapFrom_key" ON "CoverageWarning"("policyId", "severities", "gapFrom");

ALTER TABLE "CoverageWarning" ADD CONSTRAINT "CoverageWarning_policyId_fkey" FOREIGN KEY ("policyId") REFERENCES "EscalationPolicy"("id") ON DELETE CASCADE ON UPDATE CASCADE;
