'use client'
import { X } from 'lucide-react'
import { useRouter } from 'next/navigation'
import type { ReactNode } from 'react'
import { clsx } from 'clsx'
import Link from 'next/link'
import { IconButton } from '@/components/ui/button'
import { RoleBadge } from '@/components/ui/role-badge'
import { StateText } from '@/components/ui/state-icon'
import type { InstanceStatus } from '@/server/contracts/cluster-status'
import { ContainerList, InstanceFacts } from './instance-facts'

export type InstanceView = 'details' | 'logs' | 'events'
const VIEWS: { view: InstanceView; label: string }[] = [{ view: 'details', label: 'Details' }, { view: 'logs', label: 'Logs' }, { view: 'events', label: 'Events' }]

interface InstancePanelProps {
  instance: InstanceStatus
  view: InstanceView
  hrefOf: (view: InstanceView) => string
  closeHref: string
  /** the page puts troubles and what to do about them, the log viewer and the timeline in: they are other features */
  notices: ReactNode
  logs: ReactNode
  events: ReactNode
}

/** One instance under the table: what it is, its logs, its events. Each has its own address. */
export function InstancePanel({ instance, view, hrefOf, closeHref, notices, logs, events }: InstancePanelProps) {
  const router = useRouter()
  return (
    <section aria-label={`Instance ${instance.name}`} className="rounded-md border bg-surface">
      <header className="flex flex-wrap items-center gap-3 px-4 pt-3">
        <h2 className="figures text-base font-semibold">{instance.name}</h2>
        <RoleBadge role={instance.role} isolation={instance.isolation} />
        <div aria-live="polite" className="min-w-0 grow text-sm"><StateText level={instance.level}>{instance.headline}</StateText></div>
        <IconButton label={`Close ${instance.name}`} size="sm" onClick={() => router.push(closeHref, { scroll: false })}><X aria-hidden /></IconButton>
      </header>
      <nav aria-label={`Views of ${instance.name}`} className="border-b px-2">
        <ul className="flex gap-1">
          {VIEWS.map((item) => (
            <li key={item.view}><Link href={hrefOf(item.view)} scroll={false} aria-current={item.view === view ? 'page' : undefined} className={clsx('-mb-px flex h-9 items-center border-b-2 px-2 text-sm font-medium', item.view === view ? 'border-accent' : 'border-transparent text-muted hover:text-ink')}>{item.label}</Link></li>
          ))}
        </ul>
      </nav>
      <div className="p-4">
        {view === 'logs' ? logs : view === 'events' ? events : (
          <div className="space-y-6">
            {notices}
            <InstanceFacts instance={instance} />
            {instance.pod !== null && <ContainerList pod={instance.pod} />}
          </div>
        )}
      </div>
    </section>
  )
}
