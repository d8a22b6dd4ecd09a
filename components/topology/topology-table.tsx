import Link from 'next/link'
import { formatLag } from '@/components/lib/format'
import { describeDistance, describeThreads } from './describe-replication'
import { NodeMenu, type NodeActions, type NodeLinks } from './node-menu'
import type { TopologyInput } from './topology-layout'

/** What the map shows, as a table. */
export function TopologyTable({ input, links, actions }: { input: TopologyInput; links: NodeLinks; actions: NodeActions }) {
  const rows = [...input.instances].sort((a, b) => a.ordinal - b.ordinal)
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left text-sm">
        <caption className="sr-only">Instances, what they follow and which services lead to them</caption>
        <thead className="text-xs text-muted">
          <tr className="border-b">
            {['Instance', 'Role', 'State', 'Follows', 'Threads', 'Lag', 'Distance', 'Services'].map((title) => <th key={title} scope="col" className="px-2 py-1.5 font-medium whitespace-nowrap">{title}</th>)}
            <th scope="col"><span className="sr-only">Actions</span></th>
          </tr>
        </thead>
        <tbody>
          {rows.map((instance) => {
            const services = input.services.filter((s) => s.kind !== 'headless' && s.instances.includes(instance.name)).map((s) => s.name)
            const lag = instance.replication?.lagSeconds ?? null
            return (
              <tr key={instance.name} className="border-b last:border-0">
                <th scope="row" className="px-2 py-1.5 figures font-normal"><Link className="text-accent hover:underline" href={links.instance(instance.name)}>{instance.name}</Link></th>
                <td className="px-2 py-1.5">{instance.role}</td>
                <td className="min-w-40 px-2 py-1.5">{instance.headline}</td>
                <td className="px-2 py-1.5 figures">{instance.replication?.sourceInstance ?? instance.replication?.sourceHost ?? '–'}</td>
                <td className="px-2 py-1.5">{describeThreads(instance.replication) ?? '–'}</td>
                <td className="px-2 py-1.5 figures whitespace-nowrap">{lag === null ? '–' : formatLag(lag)}</td>
                <td className="px-2 py-1.5 whitespace-nowrap">{describeDistance(instance.replication) ?? '–'}</td>
                <td className="px-2 py-1.5 figures">{services.join(', ') || 'none'}</td>
                <td className="px-2 py-1.5 text-right"><NodeMenu instance={instance} links={links} actions={actions} /></td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
