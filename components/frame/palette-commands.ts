import type { ClusterSummary } from '@/server/contracts/cluster'
import type { HealthLevel } from '@/server/contracts/cluster-status'
import { compareNaturally } from '@/components/lib/format'

interface CommandBase {
  id: string
  label: string
  /** at the right: namespace, headline */
  note?: string
  level?: HealthLevel
  /** more words that find it */
  keywords?: string
}
export type PaletteCommand = (CommandBase & { href: string; run?: undefined }) | (CommandBase & { href?: undefined; run: 'sign-out' | 'light' | 'dark' | 'system' })

export const consoleCommands: readonly PaletteCommand[] = [
  { id: 'page-clusters', label: 'Clusters', href: '/clusters' },
  { id: 'action-create', label: 'Create a cluster', href: '/clusters/new', keywords: 'new add' },
  { id: 'page-kubernetes', label: 'Kubernetes clusters', href: '/kubernetes', keywords: 'nodes storage classes' },
  { id: 'page-audit', label: 'Audit log', href: '/audit', keywords: 'who what history' },
  { id: 'page-account', label: 'Account and password', href: '/settings/account', keywords: 'settings profile' },
  { id: 'page-users', label: 'Users', href: '/settings/users', keywords: 'settings roles people' },
  { id: 'page-tokens', label: 'API tokens', href: '/settings/tokens', keywords: 'settings rest bearer' },
  { id: 'theme-light', label: 'Theme: light', run: 'light' },
  { id: 'theme-dark', label: 'Theme: dark', run: 'dark' },
  { id: 'theme-system', label: 'Theme: as the system', run: 'system' },
  { id: 'sign-out', label: 'Sign out', run: 'sign-out', keywords: 'log out leave' },
]

const CLUSTER_PAGES = [['', 'Overview', ''], ['/instances', 'Instances', 'pods logs'], ['/timeline', 'Timeline', 'events history'], ['/yaml', 'YAML', 'manifests export'], ['/settings', 'Settings', 'scale resources delete']] as const

/** Jumps to clusters and their instances, and to the pages of the clusters. */
export function clusterCommands(clusters: readonly ClusterSummary[]): { jumps: PaletteCommand[]; instances: PaletteCommand[]; pages: PaletteCommand[] } {
  const jumps = clusters.map((cluster): PaletteCommand => ({ id: `cluster-${cluster.id}`, label: cluster.name, note: `${cluster.namespace} · ${cluster.headline}`, level: cluster.level, href: `/clusters/${cluster.id}`, keywords: cluster.namespace }))
  const instances = clusters.flatMap((cluster) =>
    cluster.instances.toSorted((a, b) => compareNaturally(a.name, b.name)).map((instance): PaletteCommand => ({
      id: `instance-${cluster.id}-${instance.name}`, label: instance.name, note: `${instance.role} of ${cluster.name}`, level: instance.level, href: `/clusters/${cluster.id}/instances?instance=${instance.name}`, keywords: cluster.name,
    })),
  )
  const pages = clusters.flatMap((cluster) => CLUSTER_PAGES.map(([path, label, keywords]): PaletteCommand => ({ id: `page-${cluster.id}${path}`, label, href: `/clusters/${cluster.id}${path}`, keywords })))
  return { jumps, instances, pages }
}

/** Every word that was typed occurs somewhere in the command. */
export function matchesCommand(command: PaletteCommand, search: string): boolean {
  const text = `${command.label} ${command.note ?? ''} ${command.keywords ?? ''}`.toLowerCase()
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word))
}
