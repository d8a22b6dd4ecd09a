'use client'
import { Trash2 } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import type { Action } from '@/server/contracts/action'
import type { HealthLevel } from '@/server/contracts/cluster-status'
import type { KubernetesClusterView } from '@/server/contracts/kubernetes'
import { useDenial } from '@/components/lib/access'
import { formatQuantity } from '@/components/lib/format'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card, Fact, Facts } from '@/components/ui/card'
import { RelativeTime } from '@/components/ui/relative-time'
import { StateText } from '@/components/ui/state-icon'
import { MissingPermissions, NodeTable, StorageClassTable } from './inventory'
import { RemoveDialog } from './remove-dialog'

const SOURCES: Record<KubernetesClusterView['source'], string> = {
  environment: 'KUBECONFIG of Podkeeper’s environment', 'in-cluster': 'the cluster that Podkeeper runs in', kubeconfig: 'a kubeconfig that was added here', sandbox: 'the sandbox, simulated by Podkeeper',
}

function reachability({ reachable, problem, inventory }: KubernetesClusterView): { level: HealthLevel; words: string } {
  if (reachable === null) return { level: 'working', words: 'Not tried yet' }
  if (!reachable) return { level: 'broken', words: 'Cannot be reached' }
  const missing = inventory?.missingPermissions.filter((permission) => !permission.endsWith('(optional)')) ?? []
  if (problem) return { level: 'attention', words: problem.detail }
  return missing.length > 0 ? { level: 'attention', words: `Reachable; ${formatQuantity(missing.length, 'permission')} missing` } : { level: 'healthy', words: 'Reachable' }
}

/** Why it cannot be removed; null when it can. */
function removalBlocked(cluster: KubernetesClusterView): string | null {
  if (cluster.source !== 'kubeconfig') return `It comes from ${SOURCES[cluster.source]}, not from here`
  return cluster.clusterCount > 0 ? `${formatQuantity(cluster.clusterCount, 'MySQL cluster')} still on it` : null
}

/** One Kubernetes cluster: reachability, nodes, storage classes, and what is missing. */
export function KubernetesCard({ cluster, remove }: { cluster: KubernetesClusterView; remove: Action<{ id: string; forgetKeptVolumes: boolean }, unknown> }) {
  const denied = useDenial('kubernetes.write')
  const [removing, setRemoving] = useState(false)
  const { inventory, problem } = cluster
  const { level, words } = reachability(cluster)
  return (
    <Card
      title={<span className="figures">{cluster.name}</span>}
      actions={<Button size="sm" disabledReason={denied ?? removalBlocked(cluster)} onClick={() => setRemoving(true)}><Trash2 aria-hidden />Remove</Button>}
    >
      <div className="flex flex-col gap-4">
        {problem && !cluster.reachable && (
          <Banner tone="broken" title={problem.detail} live>
            {problem.action && <p className="break-words whitespace-pre-wrap">{problem.action}</p>}
            {inventory && <p>What is shown below was read <RelativeTime at={cluster.lastSeenAt} />. MySQL goes on running; Podkeeper tries again by itself.</p>}
          </Banner>
        )}
        <Facts>
          <Fact label="State"><StateText level={level}>{words}</StateText></Fact>
          <Fact label="Last seen"><RelativeTime at={cluster.lastSeenAt} /></Fact>
          <Fact label="From">{SOURCES[cluster.source]}{cluster.context && <>, context <code className="figures text-sm">{cluster.context}</code></>}</Fact>
          {inventory && <Fact label="Version"><span className="figures">{inventory.version}</span></Fact>}
          <Fact label="MySQL clusters">{cluster.clusterCount === 0 ? 'none' : <Link href={`/clusters?kubernetesClusterId=${cluster.id}`} className="text-accent hover:underline">{formatQuantity(cluster.clusterCount, 'cluster')}</Link>}</Fact>
          {inventory && <Fact label="Kept volumes">{inventory.keptClaims.length === 0 ? 'none' : formatQuantity(inventory.keptClaims.length, 'volume of deleted clusters', 'volumes of deleted clusters')}</Fact>}
          {inventory && <Fact label="Resource use">{inventory.metricsAvailable ? 'read from metrics-server' : 'not available: metrics-server is not installed'}</Fact>}
        </Facts>
        {inventory && inventory.missingPermissions.length > 0 && <MissingPermissions permissions={inventory.missingPermissions} />}
        {inventory ? <><StorageClassTable classes={inventory.storageClasses} /><NodeTable nodes={inventory.nodes} /></> : cluster.reachable !== false && <p className="text-muted">The operator has not read this cluster yet.</p>}
      </div>
      {removing && <RemoveDialog cluster={cluster} remove={remove} onClose={() => setRemoving(false)} />}
    </Card>
  )
}
