'use client'
import { clsx } from 'clsx'
import { Link2 } from 'lucide-react'
import Link from 'next/link'
import { ClockTime } from '@/components/ui/relative-time'
import { StateIcon } from '@/components/ui/state-icon'
import type { TimelineEventView } from '@/server/contracts/cluster'
import { KIND_WORDS, SEVERITY_LEVELS, SEVERITY_WORDS } from './timeline-words'

/** One event; what repeats counts up instead of filling the page. */
export function TimelineRow({ event, href, linked }: { event: TimelineEventView; href: string; linked: boolean }) {
  return (
    <li id={`event-${event.id}`} className={clsx('grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-2 px-3 py-2 text-sm sm:grid-cols-[1.25rem_8.5rem_minmax(0,1fr)_auto]', linked && 'bg-accent-soft')}>
      <span className="pt-0.5"><StateIcon level={SEVERITY_LEVELS[event.severity]} silent /><span className="sr-only">{SEVERITY_WORDS[event.severity]}</span></span>
      <span className="text-muted"><ClockTime at={event.lastAt} /></span>
      <div className="col-start-2 min-w-0 sm:col-start-3">
        <p className="break-words">{event.message}</p>
        <p className="text-xs text-muted">
          {KIND_WORDS[event.kind]} · <span className="figures">{event.reason}</span>
          {event.instance !== null && <> · <span className="figures">{event.instance}</span></>}
          {event.count > 1 && <> · {event.count} times since <ClockTime at={event.at} /></>}
        </p>
        {event.details !== null && event.details !== undefined && <EventDetails details={event.details} />}
      </div>
      <Link href={href} scroll={false} aria-label={`Link to: ${event.reason}`} title="Link to this event" className="hidden self-start rounded-sm p-1 text-muted hover:bg-hover sm:block"><Link2 aria-hidden className="size-4" /></Link>
    </li>
  )
}

function EventDetails({ details }: { details: unknown }) {
  return (
    <details className="mt-1 text-xs">
      <summary className="cursor-pointer text-muted">Details</summary>
      <pre tabIndex={0} className="figures mt-1 max-h-60 overflow-auto rounded-md border bg-sunken p-2">{JSON.stringify(details, null, 2)}</pre>
    </details>
  )
}
