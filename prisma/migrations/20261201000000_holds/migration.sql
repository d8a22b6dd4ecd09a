-- CreateTable
CREATE TABLE "Hold" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "clusterId" TEXT,
    "instance" TEXT,
    "reason" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3),
    "endedAt" TIMESTAMPTZ(3),
    "endedBy" TEXT,

    CONSTRAINT "Hold_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Hold_clusterId_endedAt_idx" ON "Hold"("clusterId", "endedAt");

-- AddForeignKey
ALTER TABLE "Hold" ADD CONSTRAINT "Hold_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- At most one of a kind stands for what it holds.
CREATE UNIQUE INDEX "Hold_standing_key" ON "Hold"("kind", COALESCE("clusterId", ''), COALESCE("instance", '')) WHERE "endedAt" IS NULL;
