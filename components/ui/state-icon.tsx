import { clsx } from 'clsx'
import { CircleCheck, CircleMinus, CircleQuestionMark, LoaderCircle, OctagonX, TriangleAlert, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { HealthLevel } from '@/server/contracts/cluster-status'
import { Badge } from './badge'

const ICONS: Record<HealthLevel, LucideIcon> = { broken: OctagonX, attention: TriangleAlert, working: LoaderCircle, unknown: CircleQuestionMark, healthy: CircleCheck, off: CircleMinus }

/** The word of each level; worst first. */
export const LEVEL_WORDS: Record<HealthLevel, string> = { broken: 'Broken', attention: 'Needs attention', working: 'Working', unknown: 'Unknown', healthy: 'Healthy', off: 'Off' }
export const LEVELS = Object.keys(LEVEL_WORDS) as HealthLevel[]

/** Text colour of each level. */
export const LEVEL_TEXT: Record<HealthLevel, string> = { broken: 'text-broken', attention: 'text-attention', working: 'text-working', unknown: 'text-unknown', healthy: 'text-healthy', off: 'text-unknown' }

interface StateIconProps {
  level: HealthLevel
  /** beside a word that says the same: the icon is then not read */
  silent?: boolean
  className?: string
}

/** The shape and colour of a level. */
export function StateIcon({ level, silent = false, className }: StateIconProps) {
  const Icon = ICONS[level]
  return <Icon {...(silent ? { 'aria-hidden': true } : { role: 'img', 'aria-label': LEVEL_WORDS[level] })} className={clsx('size-4 shrink-0', LEVEL_TEXT[level], level === 'working' && 'animate-turn', className)} />
}

/** Icon and words: the level's word, or better words such as "mysql-2 lags 48 s". */
export function StateText({ level, children, className }: { level: HealthLevel; children?: ReactNode; className?: string }) {
  return (
    <span className={clsx('inline-flex min-w-0 items-start gap-1.5 align-middle', className)}>
      <StateIcon level={level} silent={children === undefined || children === LEVEL_WORDS[level]} className="mt-0.5" />
      <span className={clsx('min-w-0 break-words', LEVEL_TEXT[level])}>{children ?? LEVEL_WORDS[level]}</span>
    </span>
  )
}

/** The same as a badge. */
export function StateBadge({ level, children }: { level: HealthLevel; children?: ReactNode }) {
  return <Badge tone={level === 'off' ? 'unknown' : level}><StateIcon level={level} silent={children === undefined} />{children ?? LEVEL_WORDS[level]}</Badge>
}
