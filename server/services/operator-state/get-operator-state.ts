import { operatorReportSchema, type OperatorView } from '@/server/contracts/operator'
import { db } from '@/server/database/client'
import { loadGlobalPause } from '../holds/load-holds'

interface LeaseRow { holder: string; epoch: number; renewedAt: Date; report: unknown; leads: boolean }

/** Which operator leads now, by Postgres' clock, and how its last round went. */
export async function getOperatorState(): Promise<OperatorView> {
  const pause = await loadGlobalPause(new Date())
  const rows = await db().$queryRaw<LeaseRow[]>`select "holder", "epoch", "renewedAt", "report", "expiresAt" > now() as "leads" from "OperatorLease" where "name" = 'operator'`
  const lease = rows[0]
  if (!lease) return { state: 'absent', holder: null, epoch: 0, renewedAt: null, report: null, pause }
  const report = operatorReportSchema.safeParse(lease.report)
  return {
    state: lease.leads ? 'leading' : 'absent',
    holder: lease.leads ? lease.holder : null,
    epoch: lease.epoch,
    renewedAt: lease.renewedAt.toISOString(),
    report: report.success ? report.data : null,
    pause,
  }
}
