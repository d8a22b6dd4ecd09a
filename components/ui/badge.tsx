import { clsx } from 'clsx'
import type { ReactNode } from 'react'

export type Tone = 'healthy' | 'attention' | 'broken' | 'working' | 'unknown' | 'accent'

const TONES: Record<Tone, string> = {
  healthy: 'bg-healthy-soft text-healthy',
  attention: 'bg-attention-soft text-attention',
  broken: 'bg-broken-soft text-broken',
  working: 'bg-working-soft text-working',
  unknown: 'bg-unknown-soft text-unknown',
  accent: 'bg-accent-soft text-accent',
}

/** A word or two with a colour; the word says what the colour means. */
export function Badge({ tone = 'unknown', className, children }: { tone?: Tone; className?: string; children: ReactNode }) {
  return <span className={clsx('inline-flex max-w-full items-center gap-1 rounded-sm px-1.5 py-0.5 text-xs font-medium [&_svg]:size-3.5 [&_svg]:shrink-0', TONES[tone], className)}>{children}</span>
}
