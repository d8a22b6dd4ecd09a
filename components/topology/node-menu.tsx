'use client'
import { EllipsisVertical } from 'lucide-react'
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu'
import { showToast } from '@/components/ui/toast'
import type { InstanceStatus } from '@/server/contracts/cluster-status'

/** Where the entries of an instance's menu lead; the page knows its routes. */
export interface NodeLinks {
  instance: (name: string) => string
  logs: (name: string) => string
  events: (name: string) => string
  /** DNS name within the Kubernetes cluster */
  host: (name: string) => string
}

export interface NodeAction { label: string; onSelect: () => void; disabledReason: string | null }

/** What can be done to an instance beside looking at it. */
export interface NodeActions {
  itemsOf: (instance: InstanceStatus) => NodeAction[]
  /** whether it may be dragged onto the primary */
  canMove: (name: string) => boolean
  makePrimary: (name: string) => void
}

async function copyHost(host: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(host)
    showToast('Host copied', { detail: host })
  } catch {
    showToast('The browser did not allow copying', { tone: 'info', detail: host })
  }
}

/** Everything to do with one instance, reachable by keyboard. */
export function NodeMenu({ instance, links, actions }: { instance: InstanceStatus; links: NodeLinks; actions: NodeActions }) {
  const items = actions.itemsOf(instance)
  return (
    <Menu label={`Actions for ${instance.name}`} align="end" triggerClass="-mr-1 rounded-sm p-1 hover:bg-hover" trigger={<EllipsisVertical aria-hidden className="size-4" />}>
      <MenuItem href={links.instance(instance.name)}>Open instance</MenuItem>
      <MenuItem href={links.logs(instance.name)}>Logs</MenuItem>
      <MenuItem href={links.events(instance.name)}>Events</MenuItem>
      <MenuItem onSelect={() => void copyHost(links.host(instance.name))}>Copy host</MenuItem>
      {items.length > 0 && <MenuSeparator />}
      {items.map((item) => <MenuItem key={item.label} onSelect={item.onSelect} disabledReason={item.disabledReason}>{item.label}</MenuItem>)}
    </Menu>
  )
}
