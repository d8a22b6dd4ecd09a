import { formatBytes, formatBytesOf, formatPercent } from '@/components/lib/format'
import { Meter } from '@/components/ui/progress'

/** What is used of all volumes of a cluster, as a bar and in words. */
export function StorageCell({ usedBytes, capacityBytes }: { usedBytes: number | null; capacityBytes: number | null }) {
  if (usedBytes === null || capacityBytes === null || capacityBytes === 0) return <span className="text-muted">{capacityBytes ? formatBytes(capacityBytes) : '–'}</span>
  return (
    <span className="flex w-36 flex-col gap-1 text-xs" title={`${formatPercent(usedBytes / capacityBytes)} used`}>
      <Meter value={usedBytes / capacityBytes} label="Storage used" />
      <span className="figures whitespace-nowrap">{formatBytesOf(usedBytes, capacityBytes)}</span>
    </span>
  )
}
