'use client'
import { clsx } from 'clsx'
import Link from 'next/link'
import { compareNaturally, formatBytes, formatBytesOf, formatCpu, formatLag, formatPercent } from '@/components/lib/format'
import { Meter } from '@/components/ui/progress'
import { RoleBadge } from '@/components/ui/role-badge'
import { StateText } from '@/components/ui/state-icon'
import { Cell, HeaderCell, Row, RowHeader, Table, TableBody, TableHead } from '@/components/ui/table'
import type { InstanceStatus } from '@/server/contracts/cluster-status'

interface InstancesTableProps {
  instances: readonly InstanceStatus[]
  /** the one whose panel is open */
  selected: string | null
  hrefOf: (instance: string) => string
}

const COLUMNS = ['Instance', 'Role', 'State', 'Ready', 'Restarts', 'Node', 'CPU', 'Memory', 'Volume', 'Lag'] as const

/** Every instance with what it uses and where it runs; a row opens its panel. */
export function InstancesTable({ instances, selected, hrefOf }: InstancesTableProps) {
  const sorted = [...instances].sort((a, b) => compareNaturally(a.name, b.name))
  return (
    <Table label="Instances">
      <TableHead>{COLUMNS.map((column) => <HeaderCell key={column}>{column}</HeaderCell>)}</TableHead>
      <TableBody>
        {sorted.map((instance) => <InstanceRow key={instance.name} instance={instance} selected={instance.name === selected} href={hrefOf(instance.name)} />)}
      </TableBody>
    </Table>
  )
}

function InstanceRow({ instance, selected, href }: { instance: InstanceStatus; selected: boolean; href: string }) {
  const { pod } = instance
  return (
    <Row className={clsx('hover:bg-hover', selected && 'bg-accent-soft')}>
      <RowHeader className="figures whitespace-nowrap"><Link href={href} scroll={false} aria-current={selected || undefined} className="text-accent hover:underline">{instance.name}</Link></RowHeader>
      <Cell label="Role"><RoleBadge role={instance.role} isolation={instance.isolation} /></Cell>
      <Cell label="State" className="sm:min-w-52"><StateText level={instance.level}>{instance.headline}</StateText></Cell>
      <Cell label="Ready">{pod === null ? 'no pod' : pod.ready ? 'yes' : 'no'}</Cell>
      <Cell label="Restarts"><RestartCount pod={pod} /></Cell>
      <Cell label="Node" className="figures text-sm">{pod?.node ?? '–'}{pod?.zone ? <span className="block text-xs text-muted">{pod.zone}</span> : null}</Cell>
      <Cell label="CPU"><Usage used={instance.resources?.cpuUsedMillicores ?? null} requested={instance.resources?.cpuRequestMillicores ?? null} format={formatCpu} what={`CPU of ${instance.name}`} /></Cell>
      <Cell label="Memory"><Usage used={instance.resources?.memoryUsedBytes ?? null} requested={instance.resources?.memoryBytes ?? null} format={formatBytes} what={`Memory of ${instance.name}`} /></Cell>
      <Cell label="Volume"><VolumeUse instance={instance} /></Cell>
      <Cell label="Lag" className="figures whitespace-nowrap">{instance.replication === null ? '–' : formatLag(instance.replication.lagSeconds)}</Cell>
    </Row>
  )
}

function RestartCount({ pod }: { pod: InstanceStatus['pod'] }) {
  if (pod === null) return '–'
  const last = pod.lastTermination
  return (
    <span>
      <span className="figures">{pod.restarts}</span>
      {last !== null && pod.restarts > 0 && <span className="block text-xs text-muted">{last.reason} ({last.exitCode})</span>}
    </span>
  )
}

function Usage({ used, requested, format, what }: { used: number | null; requested: number | null; format: (value: number | null) => string; what: string }) {
  if (requested === null) return '–'
  if (used === null) return <span className="figures text-sm whitespace-nowrap" title="Use is not measured: this Kubernetes cluster has no metrics server">{format(requested)} requested</span>
  return <span className="block w-36 text-left sm:w-30"><span className="figures text-sm whitespace-nowrap">{withoutSameUnit(format(used), format(requested))} of {format(requested)}</span><Meter value={used / requested} label={`${what}: ${formatPercent(used / requested)} of its request`} /></span>
}

/** "0.18" of "0.18 CPU" where "1 CPU" follows; both units where they differ. */
function withoutSameUnit(used: string, whole: string): string {
  const [number, unit] = used.split('\u00a0')
  const wholeUnit = whole.split('\u00a0')[1]
  return number !== undefined && unit?.replace(/s$/, '') === wholeUnit?.replace(/s$/, '') ? number : used
}

/** Fill of an instance's volume; where the kubelet does not tell, what MySQL occupies. */
export function VolumeUse({ instance }: { instance: Pick<InstanceStatus, 'name' | 'volume'> }) {
  const { volume } = instance
  if (volume === null) return 'none yet'
  if (volume.phase !== 'Bound') return `${volume.phase.toLowerCase()}`
  if (volume.usedBytes === null || volume.capacityBytes === null) return <span className="figures text-sm">{formatBytes(volume.capacityBytes)}</span>
  const fraction = volume.usedBytes / volume.capacityBytes
  return (
    <span className="block w-40 text-left sm:w-34" title={volume.usedSource === 'mysql' ? 'Measured by MySQL: its tables and logs' : 'Measured by the kubelet'}>
      <span className="figures text-sm whitespace-nowrap">{formatBytesOf(volume.usedBytes, volume.capacityBytes)}</span>
      <Meter value={fraction} label={`Volume of ${instance.name}: ${formatPercent(fraction)} used`} />
    </span>
  )
}
