'use client'
import { clsx } from 'clsx'
import type { OperatorView } from '@/server/contracts/operator'
import { requestJson } from '@/components/lib/api-client'
import { useClockValue } from '@/components/lib/clock'
import { formatDuration, formatQuantity } from '@/components/lib/format'
import { queryKeys } from '@/components/lib/query-keys'
import { useSeededQuery } from '@/components/lib/use-seeded-query'
import { Fact, Facts } from '@/components/ui/card'
import { Popover } from '@/components/ui/popover'
import { RelativeTime } from '@/components/ui/relative-time'
import { StateIcon } from '@/components/ui/state-icon'
import { describeOperator } from './describe-operator'

/** Whether an operator leads and keeps up; more on press. */
export function OperatorFoot({ initial, icons }: { initial: OperatorView; icons: boolean }) {
  const operator = useSeededQuery({ queryKey: queryKeys.operator, initial, read: () => requestJson<OperatorView>('/api/v1/operator') })
  const level = useClockValue((nowMs) => describeOperator(operator, nowMs).level)
  const words = useClockValue((nowMs) => describeOperator(operator, nowMs).words)
  const { report } = operator
  return (
    <Popover
      label={`Operator: ${words}`}
      triggerClass={clsx('flex min-h-9 w-full items-center gap-3 rounded-md px-2.5 py-1.5 text-left text-sm hover:bg-hover', icons && 'max-lg:size-9 max-lg:justify-center max-lg:px-0')}
      className="w-80"
      trigger={<><StateIcon level={level} silent /><span className={clsx('min-w-0', icons && 'max-lg:sr-only')}><span className="block text-xs text-muted">Operator</span>{words}</span></>}
    >
      <div className="flex flex-col gap-3">
        <Facts>
          <Fact label="State">{words}</Fact>
          <Fact label="Leader"><code className="figures text-sm break-all">{operator.holder ?? 'none'}</code></Fact>
          <Fact label="Lease renewed"><RelativeTime at={operator.renewedAt} /></Fact>
          {report && <Fact label="Last round"><RelativeTime at={report.lastRoundAt} />{report.lastRoundMs !== null && `, took ${formatDuration(report.lastRoundMs / 1000)}`}</Fact>}
          {report && <Fact label="Looks after">{formatQuantity(report.clusters, 'cluster')}</Fact>}
        </Facts>
        {report && report.late.length > 0 && (
          <div>
            <p className="font-medium">Not looked at in time</p>
            <ul>{report.late.slice(0, 10).map((late) => <li key={late.clusterId}>{late.name}: {formatDuration(late.ageSeconds)} ago</li>)}</ul>
          </div>
        )}
        {level === 'broken' && <p>Clusters go on running, but nobody repairs them. Start Podkeeper with PODKEEPER_ROLE=operator or all, or look at the operator’s log.</p>}
      </div>
    </Popover>
  )
}
