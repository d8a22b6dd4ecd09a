'use client'

import { clsx } from 'clsx'
import { RoleBadge } from '@/components/ui/role-badge'
import { StateIcon } from '@/components/ui/state-icon'
import type { InstanceStatus } from '@/server/contracts/cluster-status'
import { describeDistance, describeThreads } from './describe-replication'
import { NodeMenu, type NodeActions, type NodeLinks } from './node-menu'
import { NODE, PORT, type PlacedInstance, type PlacedService } from './topology-layout'

interface TopologyNodeProps {
  placed: PlacedInstance
  links: NodeLinks
  actions: NodeActions
  isPrimary: boolean
  /** the replica that is being dragged: the primary shows that it may be dropped there */
  dragged: string | null
  onDrag: (name: string | null) => void
}

/** One instance on the map: role, state in words, lag and distance; everything to do with it is in its menu. */
export function TopologyNode({ placed, links, actions, isPrimary, dragged, onDrag }: TopologyNodeProps) {
  const { instance } = placed
  const isTarget = isPrimary && dragged !== null
  return (
    <div
      role="group"
      aria-label={`${instance.name}, ${instance.role}: ${instance.headline}`}
      draggable={!isPrimary && actions.canMove(instance.name)}
      onDragStart={(event) => { event.dataTransfer.effectAllowed = 'move'; event.dataTransfer.setData('text/plain', instance.name); onDrag(instance.name) }}
      onDragEnd={() => onDrag(null)}
      onDragOver={(event) => { if (isTarget) event.preventDefault() }}
      onDrop={(event) => { if (!isTarget) return; event.preventDefault(); onDrag(null); actions.makePrimary(dragged) }}
      className={clsx('absolute flex flex-col justify-between rounded-md border bg-surface p-2.5', isTarget && 'border-accent outline-2 outline-offset-2 outline-accent outline-dashed', dragged === instance.name && 'opacity-60')}
      style={{ left: placed.x, top: placed.y, width: NODE.width, height: NODE.height }}
    >
      <div className="flex items-center gap-2">
        <StateIcon level={instance.level} />
        <span className="min-w-0 flex-1 truncate figures text-sm font-medium" title={instance.name}>{instance.name}</span>
        {instance.isolation === null && <RoleBadge role={instance.role} />}
        <NodeMenu instance={instance} links={links} actions={actions} />
      </div>
      <p className="line-clamp-2 text-xs leading-4" title={instance.headline}>{isTarget ? `Drop here to make ${dragged} the primary` : instance.headline}</p>
      <div className="flex items-center gap-2">
        {instance.isolation !== null && <RoleBadge role={instance.role} isolation={instance.isolation} />}
        <NodeNumbers instance={instance} />
      </div>
    </div>
  )
}

function NodeNumbers({ instance }: { instance: InstanceStatus }) {
  const parts = instance.replication === null ? [instance.mysql?.readOnly === false ? 'writable' : null] : [describeDistance(instance.replication), instance.servesReads ? null : 'no reads']
  const queries = instance.mysql?.queriesPerSecond ?? null
  if (instance.replication === null && queries !== null) parts.push(`${Math.round(queries).toLocaleString('en')} queries/s`)
  return (
    <p className="min-w-0 truncate figures text-xs text-muted" title={describeThreads(instance.replication) ?? undefined}>
      {parts.filter((part) => part !== null).join(' · ') || ' '}
    </p>
  )
}

/** A service at the edge, with what it leads to now. */
export function ServicePort({ placed }: { placed: PlacedService }) {
  const { service, selected } = placed
  const what = service.kind === 'primary' ? 'Writes' : 'Reads'
  return (
    <div
      role="group"
      aria-label={`${what} through service ${service.name}: ${selected.length === 0 ? 'leads nowhere now' : selected.join(', ')}`}
      className="absolute flex flex-col justify-center rounded-md border border-dashed bg-page px-2.5 py-1.5"
      style={{ left: placed.x, top: placed.y, width: PORT.width, height: PORT.height }}
    >
      <span className="text-xs font-medium">{what}</span>
      <span className="truncate figures text-xs text-muted" title={`${service.host}:${service.port}`}>{service.name}</span>
      <span className={`text-xs ${selected.length === 0 ? 'text-broken' : 'text-muted'}`}>
        {selected.length === 0 ? 'leads nowhere now' : selected.length === 1 ? `→ ${selected[0]}` : `→ ${selected.length} instances`}
      </span>
    </div>
  )
}
