'use client'
import { clsx } from 'clsx'
import { Filter, X } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import type { ClusterListParams } from '@/components/lib/query-keys'
import { buttonClass } from '@/components/ui/button'
import { Popover } from '@/components/ui/popover'
import { LEVEL_WORDS, LEVELS, StateIcon } from '@/components/ui/state-icon'
import { hasFilter, isLevelChosen, listHref, toggleLevelHref } from './list-address'

export const TOPOLOGY_WORDS = { single: 'Single instance', async: 'Asynchronous replication', semisync: 'Semi-synchronous replication' } as const
export const MANAGEMENT_WORDS = { operator: 'By Podkeeper’s operator', statefulset: 'Plain StatefulSet' } as const

interface FilterBarProps {
  params: ClusterListParams
  kubernetesClusters: readonly { id: string; name: string }[]
}

function Chip({ href, children, label }: { href: string; children: ReactNode; label: string }) {
  return (
    <Link href={href} replace scroll={false} aria-label={`Remove the filter ${label}`} className="inline-flex h-7 items-center gap-1.5 rounded-md border border-accent bg-accent-soft px-2 text-sm text-accent hover:bg-hover">
      {children}
      <X aria-hidden className="size-3.5" />
    </Link>
  )
}

/** Filters that are set, each with its own way out. */
export function FilterChips({ params, kubernetesClusters }: FilterBarProps) {
  if (!hasFilter(params)) return null
  const kubernetes = kubernetesClusters.find((item) => item.id === params.kubernetesClusterId)?.name ?? params.kubernetesClusterId
  return (
    <div className="flex flex-wrap items-center gap-2">
      {params.search && <Chip label={params.search} href={listHref(params, { search: undefined })}>Contains “{params.search}”</Chip>}
      {LEVELS.filter((level) => isLevelChosen(params, level)).map((level) => <Chip key={level} label={LEVEL_WORDS[level]} href={toggleLevelHref(params, level)}>{LEVEL_WORDS[level]}</Chip>)}
      {params.namespace && <Chip label={params.namespace} href={listHref(params, { namespace: undefined })}>Namespace {params.namespace}</Chip>}
      {params.topology && <Chip label={params.topology} href={listHref(params, { topology: undefined })}>{TOPOLOGY_WORDS[params.topology]}</Chip>}
      {params.management && <Chip label={params.management} href={listHref(params, { management: undefined })}>{MANAGEMENT_WORDS[params.management]}</Chip>}
      {params.kubernetesClusterId && <Chip label={kubernetes ?? ''} href={listHref(params, { kubernetesClusterId: undefined })}>On {kubernetes}</Chip>}
      <Link href="/clusters" replace scroll={false} className="text-sm text-accent hover:underline">Remove all</Link>
    </div>
  )
}

function Choice({ href, chosen, children }: { href: string; chosen: boolean; children: ReactNode }) {
  return (
    <Link href={href} replace scroll={false} aria-current={chosen ? 'true' : undefined} className={clsx('flex items-center gap-2 rounded-sm px-2 py-1 hover:bg-hover', chosen && 'bg-accent-soft text-accent')}>
      {children}{chosen && <span className="ml-auto" aria-hidden>✓</span>}
    </Link>
  )
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return <div role="group" aria-label={title}><p className="px-2 pb-1 text-xs text-muted">{title}</p>{children}</div>
}

/** Everything one can filter by; each choice is a link, so that the address restores the view. */
export function FilterPopover({ params, kubernetesClusters, namespaces }: FilterBarProps & { namespaces: readonly string[] }) {
  const toggle = <Name extends 'topology' | 'management' | 'namespace' | 'kubernetesClusterId'>(name: Name, value: NonNullable<ClusterListParams[Name]>) => listHref(params, { [name]: params[name] === value ? undefined : value })
  return (
    <Popover label="Filter" triggerClass={buttonClass('secondary', 'md')} trigger={<><Filter aria-hidden />Filter</>} className="w-64">
      <div className="flex flex-col gap-3">
        <Group title="Health">{LEVELS.map((level) => <Choice key={level} href={toggleLevelHref(params, level)} chosen={isLevelChosen(params, level)}><StateIcon level={level} silent />{LEVEL_WORDS[level]}</Choice>)}</Group>
        <Group title="Topology">{(['single', 'async', 'semisync'] as const).map((topology) => <Choice key={topology} href={toggle('topology', topology)} chosen={params.topology === topology}>{TOPOLOGY_WORDS[topology]}</Choice>)}</Group>
        <Group title="Managed">{(['operator', 'statefulset'] as const).map((management) => <Choice key={management} href={toggle('management', management)} chosen={params.management === management}>{MANAGEMENT_WORDS[management]}</Choice>)}</Group>
        {namespaces.length > 0 && <Group title="Namespace">{namespaces.map((namespace) => <Choice key={namespace} href={toggle('namespace', namespace)} chosen={params.namespace === namespace}>{namespace}</Choice>)}</Group>}
        {kubernetesClusters.length > 1 && <Group title="Kubernetes cluster">{kubernetesClusters.map((item) => <Choice key={item.id} href={toggle('kubernetesClusterId', item.id)} chosen={params.kubernetesClusterId === item.id}>{item.name}</Choice>)}</Group>}
      </div>
    </Popover>
  )
}
