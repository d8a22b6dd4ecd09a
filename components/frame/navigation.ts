import { Database, ScrollText, Settings, ShipWheel, type LucideIcon } from 'lucide-react'

export interface Place { href: string; label: string; icon: LucideIcon }

/** The pages of the rail. */
export const PLACES: readonly Place[] = [
  { href: '/clusters', label: 'Clusters', icon: Database },
  { href: '/kubernetes', label: 'Kubernetes', icon: ShipWheel },
  { href: '/audit', label: 'Audit', icon: ScrollText },
  { href: '/settings', label: 'Settings', icon: Settings },
]

export interface Crumb { label: string; href: string | null }

const WORDS: Record<string, string> = {
  clusters: 'Clusters', kubernetes: 'Kubernetes', audit: 'Audit', settings: 'Settings', new: 'New cluster', instances: 'Instances', timeline: 'Timeline',
  yaml: 'YAML', replication: 'Replication', users: 'Users', tokens: 'API tokens', account: 'Account', logs: 'Logs', operations: 'Operations', connection: 'Connection',
}

/**
 * Breadcrumbs of an address; the last one is not a link.
 * @param clusterName name of the cluster whose id is in the address, null while it is not known
 */
export function crumbsOf(pathname: string, clusterName: string | null): Crumb[] {
  const parts = pathname.split('/').filter(Boolean)
  return parts.map((part, index) => {
    const isClusterId = parts[0] === 'clusters' && index === 1 && part !== 'new'
    const label = isClusterId ? (clusterName ?? '…') : index === 0 || WORDS[part] ? (WORDS[part] ?? part) : decodeURIComponent(part)
    return { label, href: index === parts.length - 1 ? null : `/${parts.slice(0, index + 1).join('/')}` }
  })
}

/** The cluster of an address, null on other pages. */
export function clusterIdOf(pathname: string): string | null {
  const id = /^\/clusters\/([^/]+)/.exec(pathname)?.[1]
  return id === undefined || id === 'new' ? null : id
}
