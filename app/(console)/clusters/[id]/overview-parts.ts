import type { ChartMarker } from '@/components/lag-chart/draw-annotations'
import type { NodeLinks } from '@/components/topology/node-menu'
import type { TimelineEventView } from '@/server/contracts/cluster'
import type { Finding } from '@/server/contracts/cluster-status'
import type { Operation } from '@/server/contracts/operation'

/** Where an instance's menu leads. */
export function nodeLinks(clusterId: string, clusterName: string, namespace: string): NodeLinks {
  const view = (name: string, query: Record<string, string>) => `/clusters/${encodeURIComponent(clusterId)}/instances?${new URLSearchParams({ instance: name, ...query }).toString()}`
  return {
    instance: (name) => view(name, {}),
    logs: (name) => view(name, { view: 'logs' }),
    events: (name) => view(name, { view: 'events' }),
    // the headless service carries the cluster's name
    host: (name) => `${name}.${clusterName}.${namespace}.svc`,
  }
}

/** Events worth a line in a chart: what somebody asked for, and what is wrong. */
export function chartMarkers(events: readonly TimelineEventView[]): ChartMarker[] {
  const byId = new Map(events.map((event) => [event.id, event]))
  return [...byId.values()]
    .filter((event) => event.severity !== 'info' || event.kind === 'definition' || event.kind === 'operation')
    .map((event) => ({ at: Date.parse(event.at) / 1000, label: event.reason, level: event.severity }))
}

/** The change of the primary that waits or runs. */
export function runningTransfer(operations: readonly Operation[]): Operation | null {
  return operations.find((operation) => (operation.kind === 'switchover' || operation.kind === 'failover') && (operation.state === 'pending' || operation.state === 'running')) ?? null
}

const HELD: ReadonlySet<string> = new Set(['AutomationPaused', 'InstanceFenced'])

/** Pauses and fences are banners above every page of the cluster already. */
export function withoutHolds(findings: readonly Finding[]): Finding[] {
  return findings.filter((finding) => !HELD.has(finding.code))
}
