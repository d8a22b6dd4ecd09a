import 'server-only'
import { cache } from 'react'
import { requireActor } from '@/server/http/actor'
import { getCluster } from '@/server/services/clusters/get-cluster'
import { loadOrExplain } from '../../load-or-explain'

/** The cluster that an address names, once a request for layout, page and title. The layout explains what went wrong. */
export const loadClusterPage = cache(async (id: string) => {
  const { actor, permitted } = await requireActor('clusters.read')
  if (!permitted) return { actor, permitted, loaded: null }
  return { actor, permitted, loaded: await loadOrExplain(() => getCluster(actor, { id })) }
})

/** "Timeline · shop-db", for titles. */
export async function titleOf(id: string, page: string): Promise<string> {
  const { loaded } = await loadClusterPage(id)
  return loaded?.ok === true ? `${page} · ${loaded.value.summary.name}` : page
}
