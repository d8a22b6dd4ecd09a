'use client'
import { CircleCheck, LoaderCircle, WifiOff } from 'lucide-react'
import { useClockValue, useHydrated } from '@/components/lib/clock'
import { formatClock } from '@/components/lib/format'
import { useStreamState } from '@/components/lib/live-provider'
import { Tooltip } from '@/components/ui/tooltip'

/** Shorter interruptions are said to be reconnecting; nothing on the page is out of date yet. */
const STALE_AFTER_MS = 5000

/** Whether the page is live, in the top bar. */
export function StreamIndicator() {
  const { status, staleSinceMs } = useStreamState()
  const hydrated = useHydrated()
  const stale = useClockValue((nowMs) => staleSinceMs !== null && nowMs - staleSinceMs > STALE_AFTER_MS)
  if (!hydrated || status === 'connecting') return <Indicator icon={<LoaderCircle aria-hidden className="text-unknown" />} words="Connecting" more="The page is being connected to Podkeeper." />
  if (status === 'live') return <Indicator icon={<CircleCheck aria-hidden className="text-healthy" />} words="Live" more="Changes appear here within a second; nothing needs to be reloaded." />
  const since = staleSinceMs === null ? '' : formatClock(new Date(staleSinceMs), new Date())
  if (stale) return <Indicator icon={<WifiOff aria-hidden className="text-attention" />} words={`Stale since ${since}`} more="Podkeeper cannot be reached. The page shows what was known then and goes on by itself." />
  return <Indicator icon={<LoaderCircle aria-hidden className="animate-turn text-working" />} words="Reconnecting" more="The connection to Podkeeper was interrupted." />
}

function Indicator({ icon, words, more }: { icon: React.ReactNode; words: string; more: string }) {
  return (
    <Tooltip content={more} side="bottom">
      <span tabIndex={0} role="status" className="flex items-center gap-1.5 text-sm whitespace-nowrap text-muted [&_svg]:size-4">{icon}<span className="max-sm:sr-only">{words}</span></span>
    </Tooltip>
  )
}
