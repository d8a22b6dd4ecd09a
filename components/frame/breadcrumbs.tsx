'use client'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ClusterDetail } from '@/server/contracts/cluster'
import { queryKeys } from '@/components/lib/query-keys'
import { useCached } from '@/components/lib/use-cached'
import { clusterIdOf, crumbsOf } from './navigation'

/** Where one is. The name of a cluster comes from what its page has loaded. */
export function Breadcrumbs() {
  const pathname = usePathname()
  const detail = useCached<ClusterDetail>(queryKeys.cluster(clusterIdOf(pathname) ?? ''))
  const crumbs = crumbsOf(pathname, detail?.summary.name ?? null)
  return (
    <nav aria-label="Breadcrumbs" className="min-w-0 grow">
      <ol className="flex min-w-0 items-center gap-1.5">
        {crumbs.map((crumb, index) => (
          <li key={index} className="flex min-w-0 items-center gap-1.5 max-sm:not-last:hidden">
            {index > 0 && <span aria-hidden className="text-muted max-sm:hidden">/</span>}
            {crumb.href === null ? <span aria-current="page" className="truncate font-medium">{crumb.label}</span> : <Link prefetch={false} href={crumb.href} className="truncate text-muted hover:text-ink">{crumb.label}</Link>}
          </li>
        ))}
      </ol>
    </nav>
  )
}
