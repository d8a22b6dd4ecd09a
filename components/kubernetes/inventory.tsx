import type { KubernetesInventory } from '@/server/contracts/kubernetes'
import { compareNaturally, formatBytes, formatCpu, formatQuantity } from '@/components/lib/format'
import { Badge } from '@/components/ui/badge'
import { CodeBlock } from '@/components/ui/code-block'
import { StateText } from '@/components/ui/state-icon'
import { Cell, HeaderCell, Row, RowHeader, Table, TableBody, TableHead } from '@/components/ui/table'
import { missingRoleYaml } from './missing-role'

type StorageClass = KubernetesInventory['storageClasses'][number]

const yes = (able: boolean, words: string, not: string) => <span className={able ? undefined : 'text-muted'}>{able ? words : not}</span>

/** What each storage class can do. */
export function StorageClassTable({ classes }: { classes: readonly StorageClass[] }) {
  if (classes.length === 0) return <p className="text-attention">No storage class: volumes cannot be made by themselves. Install a CSI driver or a provisioner with a StorageClass.</p>
  return (
    <section className="rounded-md border">
      <h3 className="border-b px-4 py-2 text-sm font-semibold">Storage classes</h3>
      <Table label="Storage classes">
        <TableHead><HeaderCell>Name</HeaderCell><HeaderCell>Provisioner</HeaderCell><HeaderCell>Growing</HeaderCell><HeaderCell>Snapshots</HeaderCell><HeaderCell>Binding</HeaderCell><HeaderCell>Deleted claims</HeaderCell></TableHead>
        <TableBody>
          {classes.toSorted((a, b) => compareNaturally(a.name, b.name)).map((item) => (
            <Row key={item.name}>
              <RowHeader><span className="figures">{item.name}</span> {item.isDefault && <Badge tone="accent">default</Badge>}</RowHeader>
              <Cell label="Provisioner" className="figures break-all">{item.provisioner}</Cell>
              <Cell label="Growing">{yes(item.expandable, 'volumes can grow', 'volumes cannot grow')}</Cell>
              <Cell label="Snapshots">{yes(item.snapshots, 'yes', 'no snapshot class')}</Cell>
              <Cell label="Binding">{item.waitsForConsumer ? 'where the pod goes' : 'at once, in any zone'}</Cell>
              <Cell label="Deleted claims">{item.reclaimPolicy === 'Retain' ? 'volume is retained' : 'volume is deleted'}</Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
    </section>
  )
}

/** Nodes, those that are not ready first; folded when there are many. */
export function NodeTable({ nodes }: { nodes: KubernetesInventory['nodes'] }) {
  const ready = nodes.filter((node) => node.ready).length
  const zones = new Set(nodes.map((node) => node.zone).filter((zone) => zone !== null)).size
  const sorted = nodes.toSorted((a, b) => Number(a.ready) - Number(b.ready) || compareNaturally(a.name, b.name))
  return (
    <details className="rounded-md border" open={nodes.length <= 6 || ready < nodes.length}>
      <summary className="cursor-pointer px-4 py-2 text-sm font-semibold">{formatQuantity(nodes.length, 'node')}{ready < nodes.length && `, ${nodes.length - ready} not ready`}{zones > 0 && ` in ${formatQuantity(zones, 'zone')}`}</summary>
      <div className="border-t">
        <Table label="Nodes">
          <TableHead><HeaderCell>Name</HeaderCell><HeaderCell>State</HeaderCell><HeaderCell>Zone</HeaderCell><HeaderCell numeric>CPUs</HeaderCell><HeaderCell numeric>Memory</HeaderCell></TableHead>
          <TableBody>
            {sorted.map((node) => (
              <Row key={node.name}>
                <RowHeader><span className="figures break-all">{node.name}</span></RowHeader>
                <Cell label="State"><StateText level={node.ready ? 'healthy' : 'broken'}>{node.ready ? 'Ready' : 'Not ready'}</StateText></Cell>
                <Cell label="Zone">{node.zone ?? <span className="text-muted">none</span>}</Cell>
                <Cell label="CPUs" numeric>{formatCpu(node.cpuMillicores)}</Cell>
                <Cell label="Memory" numeric>{formatBytes(node.memoryBytes)}</Cell>
              </Row>
            ))}
          </TableBody>
        </Table>
      </div>
    </details>
  )
}

/** What Podkeeper's account may not do, and the role that would give it. */
export function MissingPermissions({ permissions }: { permissions: readonly string[] }) {
  const needed = permissions.filter((permission) => !permission.endsWith('(optional)'))
  const yaml = missingRoleYaml(permissions)
  return (
    <details className="rounded-md border border-attention" open={needed.length > 0}>
      <summary className="cursor-pointer px-4 py-2 text-sm font-semibold">
        {needed.length > 0 ? `Podkeeper’s account lacks ${formatQuantity(needed.length, 'permission')}` : `${formatQuantity(permissions.length, 'optional permission')} not granted: less is shown, nothing breaks`}
      </summary>
      <div className="flex flex-col gap-3 border-t p-4">
        <ul className="columns-1 gap-8 pl-4 text-sm sm:columns-2 list-disc">{permissions.map((permission) => <li key={permission} className="break-inside-avoid">{permission}</li>)}</ul>
        <p>Apply Podkeeper’s own role, <code className="figures text-sm">kubectl apply -k deploy/rbac</code>, or only what is missing, bound to the account of the kubeconfig. Podkeeper notices by itself.</p>
        {yaml !== '' && <CodeBlock code={yaml} label="Role with the missing permissions" className="max-h-72" />}
      </div>
    </details>
  )
}
