'use client'
import { useQuery } from '@tanstack/react-query'
import { requestJson } from '@/components/lib/api-client'
import { formatBytes, formatQuantity } from '@/components/lib/format'
import { problemFrom } from '@/components/lib/problem'
import { ProblemView } from '@/components/ui/problem-view'
import { Skeleton } from '@/components/ui/skeleton'
import type { ErrantTransactions, LoggedTransaction } from '@/server/contracts/errant-transactions'

const ASK_AGAIN_MS = 1_500

/** What the replica has that the primary lacks, transaction by transaction. */
export function ErrantList({ clusterId, instance }: { clusterId: string; instance: string }) {
  const read = useQuery({
    queryKey: ['errant-transactions', clusterId, instance],
    queryFn: ({ signal }) => requestJson<ErrantTransactions>(`/api/v1/clusters/${encodeURIComponent(clusterId)}/instances/${encodeURIComponent(instance)}/errant-transactions`, { signal }),
    // Only until the operator has read them.
    refetchInterval: (query) => (query.state.data?.readAt === null && query.state.data.count > 0 ? ASK_AGAIN_MS : false),
  })
  if (read.isError) return <ProblemView problem={problemFrom(read.error)} />
  if (!read.data) return <Skeleton className="h-24 w-full" />
  const { count, gtids, transactions, complete, readAt } = read.data
  if (count === 0) return <p className="text-sm text-muted">It has no transaction that the primary lacks.</p>
  return (
    <section aria-label={`Transactions that only ${instance} has`} aria-live="polite">
      <h3 className="text-sm font-medium">{formatQuantity(count, 'transaction')} that the primary lacks</h3>
      <p className="figures text-xs break-all text-muted">{gtids}</p>
      {readAt === null ? <p className="mt-2 text-sm text-muted">The operator reads them from the binary log of {instance}; they appear here.</p> : (
        <ul className="mt-2 max-h-60 divide-y divide-line overflow-y-auto rounded-md border" tabIndex={0}>
          {transactions.map((transaction) => <Transaction key={transaction.gtid} transaction={transaction} />)}
        </ul>
      )}
      {readAt !== null && !complete && <p className="mt-1 text-xs text-muted">Not all are shown: there are more, or they are no longer in the binary log.</p>}
      {readAt !== null && <p className="mt-1 text-xs text-muted">The values of rows are not shown here. On the instance: <code className="figures">mysqlbinlog --verbose</code> with the file and position above.</p>}
    </section>
  )
}

function Transaction({ transaction }: { transaction: LoggedTransaction }) {
  const { gtid, log, position, sizeBytes, tables, statements } = transaction
  return (
    <li className="px-3 py-2 text-sm">
      <p className="break-words">{describeChanges(transaction)}{tables.length > 0 && <> in <span className="figures">{tables.join(', ')}</span></>}</p>
      {statements.map((statement, index) => <pre key={index} className="figures my-1 overflow-x-auto rounded-sm bg-sunken p-1.5 text-xs whitespace-pre-wrap">{statement}</pre>)}
      <p className="figures text-xs break-all text-muted">{gtid} · {log}:{position} · {formatBytes(sizeBytes)}</p>
    </li>
  )
}

/** "Inserts and deletes rows" */
function describeChanges({ inserts, updates, deletes, statements }: LoggedTransaction): string {
  const verbs = [inserts > 0 && 'inserts', updates > 0 && 'updates', deletes > 0 && 'deletes'].filter((verb) => verb !== false)
  if (verbs.length === 0) return statements.length > 0 ? 'Statement' : 'Changes nothing'
  const words = verbs.length === 1 ? verbs.join('') : `${verbs.slice(0, -1).join(', ')} and ${verbs.at(-1) ?? ''}`
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} rows`
}
