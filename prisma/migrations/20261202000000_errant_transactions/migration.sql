-- CreateTable
CREATE TABLE "ErrantTransactions" (
    "clusterId" TEXT NOT NULL,
    "instance" TEXT NOT NULL,
    "gtids" TEXT NOT NULL,
    "transactions" JSONB NOT NULL,
    "complete" BOOLEAN NOT NULL,
    "readAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ErrantTransactions_pkey" PRIMARY KEY ("clusterId","instance")
);

-- AddForeignKey
ALTER TABLE "ErrantTransactions" ADD CONSTRAINT "ErrantTransactions_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;
