'use client'
import { formatBytes, formatCount, formatCpu, formatDuration, formatLag } from '@/components/lib/format'
import { Fact, Facts } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { ClockTime, RelativeTime } from '@/components/ui/relative-time'
import { Cell, HeaderCell, Row, RowHeader, Table, TableBody, TableHead } from '@/components/ui/table'
import type { InstanceStatus } from '@/server/contracts/cluster-status'
import { VolumeUse } from './instances-table'

/** Pod, MySQL, replication and volume of one instance. */
export function InstanceFacts({ instance }: { instance: InstanceStatus }) {
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <div className="space-y-6"><PodFacts instance={instance} /><VolumeFacts instance={instance} /></div>
      <div className="space-y-6"><MysqlFacts instance={instance} /><ReplicationFacts instance={instance} /></div>
    </div>
  )
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return <section><h3 className="mb-2 text-sm font-semibold">{title}</h3>{children}</section>
}

function PodFacts({ instance: { pod } }: { instance: InstanceStatus }) {
  if (pod === null) return <Section title="Pod"><p className="text-sm text-muted">There is no pod now.</p></Section>
  return (
    <Section title="Pod">
      <Facts className="text-sm">
        <Fact label="Phase">{pod.phase}{pod.ready ? ', ready' : ', not ready'}</Fact>
        <Fact label="Node"><span className="figures">{pod.node ?? 'waiting for one'}</span>{pod.zone ? ` in ${pod.zone}` : ''}</Fact>
        <Fact label="Address"><span className="figures">{pod.address ?? 'none yet'}</span></Fact>
        <Fact label="Started"><RelativeTime at={pod.startedAt} never="not yet" /></Fact>
        <Fact label="Restarts">{pod.restarts}{pod.lastTermination !== null && <>; last {pod.lastTermination.container}: {pod.lastTermination.reason} (exit code {pod.lastTermination.exitCode}{pod.lastTermination.at !== null && <>, <ClockTime at={pod.lastTermination.at} /></>})</>}</Fact>
      </Facts>
    </Section>
  )
}

function VolumeFacts({ instance }: { instance: InstanceStatus }) {
  const { volume, resources } = instance
  return (
    <Section title="Resources">
      <Facts className="text-sm">
        <Fact label="CPU">{resources === null ? '–' : `${formatCpu(resources.cpuUsedMillicores)} used, ${formatCpu(resources.cpuRequestMillicores)} requested`}</Fact>
        <Fact label="Memory">{resources === null ? '–' : `${formatBytes(resources.memoryUsedBytes)} used, ${formatBytes(resources.memoryBytes)} requested`}</Fact>
        <Fact label="Volume"><VolumeUse instance={instance} /></Fact>
        {volume !== null && <Fact label="Claim"><span className="figures">{volume.claim}</span>, {volume.phase}{volume.storageClass === null ? '' : `, class ${volume.storageClass}`}{volume.capacityBytes !== null && volume.requestedBytes > volume.capacityBytes && `, growing to ${formatBytes(volume.requestedBytes)}`}</Fact>}
      </Facts>
    </Section>
  )
}

function MysqlFacts({ instance: { mysql, mysqlProblem } }: { instance: InstanceStatus }) {
  if (mysql === null) return <Section title="MySQL"><p className="text-sm text-muted">{mysqlProblem ?? 'It has not answered yet.'}</p></Section>
  return (
    <Section title="MySQL">
      <Facts className="text-sm">
        <Fact label="Version"><span className="figures">{mysql.version}</span>, up {formatDuration(mysql.uptimeSeconds)}</Fact>
        <Fact label="Writes">{mysql.superReadOnly ? 'refused, also from administrators (super_read_only)' : mysql.readOnly ? 'refused, except from administrators (read_only)' : 'taken'}</Fact>
        <Fact label="Connections">{formatCount(mysql.threadsConnected)} of {formatCount(mysql.connectionsMax)}</Fact>
        <Fact label="Queries">{mysql.queriesPerSecond === null ? '–' : `${formatCount(mysql.queriesPerSecond)} per second`}</Fact>
        <Fact label="Server UUID"><span className="figures break-all">{mysql.serverUuid}</span></Fact>
        <Fact label="GTIDs executed">
          <span className="flex items-start gap-1"><span className="figures max-h-24 min-w-0 overflow-y-auto text-xs break-all" tabIndex={0}>{mysql.gtidExecuted || 'none'}</span>{mysql.gtidExecuted !== '' && <CopyButton text={mysql.gtidExecuted} label="Copy the GTID set" />}</span>
        </Fact>
      </Facts>
    </Section>
  )
}

function ReplicationFacts({ instance }: { instance: InstanceStatus }) {
  const { replication } = instance
  if (replication === null) return <Section title="Replication"><p className="text-sm text-muted">{instance.role === 'primary' ? 'It is the primary: the others follow it.' : 'It does not replicate.'}</p></Section>
  const { lastError } = replication
  return (
    <Section title="Replication">
      <Facts className="text-sm">
        <Fact label="Source"><span className="figures break-all">{replication.sourceInstance ?? replication.sourceHost ?? 'none'}</span></Fact>
        <Fact label="Receiver">{replication.ioThread}</Fact>
        <Fact label="Applier">{replication.sqlThread}</Fact>
        <Fact label="Lag">{formatLag(replication.lagSeconds)}{replication.transactionsBehind === null ? '' : `, ${formatCount(replication.transactionsBehind)} transactions behind`}</Fact>
        <Fact label="Serves reads">{instance.servesReads ? 'yes' : `no: ${instance.readsExcludedBecause ?? 'not yet'}`}</Fact>
        {lastError !== null && <Fact label="Last error"><span className="text-broken">{lastError.number}: {lastError.message}</span></Fact>}
      </Facts>
    </Section>
  )
}

/** The containers of the pod, in the order in which they run. */
export function ContainerList({ pod }: { pod: NonNullable<InstanceStatus['pod']> }) {
  return (
    <Table label="Containers">
      <TableHead>{['Container', 'Kind', 'State', 'Ready', 'Restarts'].map((title) => <HeaderCell key={title}>{title}</HeaderCell>)}</TableHead>
      <TableBody>
        {pod.containers.map((container) => (
          <Row key={container.name}>
            <RowHeader className="figures">{container.name}</RowHeader>
            <Cell label="Kind">{container.kind === 'init' ? 'runs before' : 'main'}</Cell>
            <Cell label="State">{container.state}</Cell>
            <Cell label="Ready">{container.ready ? 'yes' : 'no'}</Cell>
            <Cell label="Restarts" className="figures">{container.restarts}</Cell>
          </Row>
        ))}
      </TableBody>
    </Table>
  )
}
