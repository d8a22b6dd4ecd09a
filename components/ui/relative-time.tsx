'use client'
import { useClockValue, useHydrated } from '@/components/lib/clock'
import { formatAge, formatClock, formatDuration, formatExact, formatRelative } from '@/components/lib/format'
import { Tooltip } from './tooltip'

function ExactLine({ at }: { at: string }) {
  const hydrated = useHydrated()
  return <>{formatExact(new Date(at), hydrated ? undefined : 'UTC')}</>
}

interface RelativeTimeProps {
  /** ISO date and time; null: never */
  at: string | null
  /** what to say for null */
  never?: string
  /** "3 d" instead of "3 d ago", for columns named Age */
  age?: boolean
}

/** "3 min ago"; the exact time and its zone on hover and focus. */
export function RelativeTime({ at, never = 'never', age = false }: RelativeTimeProps) {
  const text = useClockValue((nowMs) => (at === null ? never : age ? formatAge((nowMs - Date.parse(at)) / 1000) : formatRelative(new Date(at), nowMs)))
  if (at === null) return <span>{text}</span>
  return (
    <Tooltip content={<ExactLine at={at} />}>
      <time dateTime={at} tabIndex={0} suppressHydrationWarning className="whitespace-nowrap">{text}</time>
    </Tooltip>
  )
}

/** "12:03:41", with its day when that is not today, in the viewer's zone; the zone on hover and focus. */
export function ClockTime({ at }: { at: string }) {
  const hydrated = useHydrated()
  const text = useClockValue((nowMs) => formatClock(new Date(at), new Date(nowMs), hydrated ? undefined : 'UTC'))
  return (
    <Tooltip content={<ExactLine at={at} />}>
      <time dateTime={at} tabIndex={0} suppressHydrationWarning className="figures whitespace-nowrap">{text}</time>
    </Tooltip>
  )
}

/** How long something has been going on; counts up. */
export function Elapsed({ since, until = null }: { since: string; until?: string | null }) {
  const text = useClockValue((nowMs) => formatDuration(Math.max(0, Math.round(((until === null ? nowMs : Date.parse(until)) - Date.parse(since)) / 1000))))
  return <span suppressHydrationWarning className="figures whitespace-nowrap">{text}</span>
}
