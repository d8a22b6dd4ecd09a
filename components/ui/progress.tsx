import { clsx } from 'clsx'
import type { Tone } from './badge'

const FILLS: Record<Tone, string> = { healthy: 'bg-healthy', attention: 'bg-attention', broken: 'bg-broken', working: 'bg-working', unknown: 'bg-unknown', accent: 'bg-accent' }

interface ProgressProps {
  /** 0–1; null while it cannot be told */
  value: number | null
  /** "Clone of mysql-2" */
  label: string
  tone?: Tone
  className?: string
}

/** How far something is. */
export function Progress({ value, label, tone = 'working', className }: ProgressProps) {
  const percent = value === null ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 100)
  return (
    <div role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent} className={clsx('h-1.5 overflow-hidden rounded-sm bg-line', className)}>
      <div className={clsx('h-full rounded-sm', FILLS[tone], percent === undefined && 'hatched w-full bg-transparent')} style={percent === undefined ? undefined : { width: `${percent}%` }} />
    </div>
  )
}

/** A part of a whole, such as a volume's fill; amber from 80 %, red from 90 %. */
export function Meter({ value, label, className }: { value: number; label: string; className?: string }) {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 100)
  const fill = value >= 0.9 ? 'bg-broken' : value >= 0.8 ? 'bg-attention' : 'bg-unknown'
  return (
    <div role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent} className={clsx('h-1.5 overflow-hidden rounded-sm bg-line', className)}>
      <div className={clsx('h-full', fill)} style={{ width: `${percent}%` }} />
    </div>
  )
}
