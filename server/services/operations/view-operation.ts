import { z } from 'zod'
import { operationKindSchema, operationStateSchema, operationStepSchema, type Operation } from '@/server/contracts/operation'

const stepsSchema = z.array(operationStepSchema)
/** A sentence, or the members of a problem. */
const problemSchema = z.union([z.string(), z.object({ detail: z.string() }).transform((problem) => problem.detail)]).nullable()

/** Columns of Operation as Prisma reads them. */
export interface OperationRow {
  id: string
  clusterId: string
  kind: string
  state: string
  title: string
  steps: unknown
  problem: unknown
  generation: number
  requestedBy: string
  requestedAt: Date
  startedAt: Date | null
  finishedAt: Date | null
}

/** @throws z.ZodError when the row's JSON is not what this version writes */
export function viewOperation(row: OperationRow): Operation {
  return {
    id: row.id,
    clusterId: row.clusterId,
    kind: operationKindSchema.parse(row.kind),
    state: operationStateSchema.parse(row.state),
    title: row.title,
    steps: stepsSchema.parse(row.steps),
    problem: problemSchema.parse(row.problem),
    generation: row.generation,
    requestedBy: row.requestedBy,
    requestedAt: row.requestedAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }
}
