import { clsx } from 'clsx'
import { CircleQuestionMark, FlaskConical, Info, OctagonX, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

export type BannerTone = 'info' | 'attention' | 'broken' | 'unknown' | 'sandbox'

const LOOK = {
  info: { box: 'border-working bg-working-soft', icon: <Info aria-hidden className="text-working" /> },
  attention: { box: 'border-attention bg-attention-soft', icon: <TriangleAlert aria-hidden className="text-attention" /> },
  broken: { box: 'border-broken bg-broken-soft', icon: <OctagonX aria-hidden className="text-broken" /> },
  unknown: { box: 'border-line-strong bg-unknown-soft', icon: <CircleQuestionMark aria-hidden className="text-unknown" /> },
  sandbox: { box: 'border-dashed border-line-strong bg-surface', icon: <FlaskConical aria-hidden className="text-muted" /> },
} satisfies Record<BannerTone, { box: string; icon: ReactNode }>

interface BannerProps {
  tone: BannerTone
  title: ReactNode
  children?: ReactNode
  actions?: ReactNode
  /** announced when it appears */
  live?: boolean
  className?: string
}

/** Something about the whole page: stale, offline, partial, sandbox. */
export function Banner({ tone, title, children, actions, live = false, className }: BannerProps) {
  const { box, icon } = LOOK[tone]
  return (
    <div role={live ? 'status' : undefined} className={clsx('flex flex-wrap items-start gap-2 rounded-md border px-3 py-2 [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0', box, className)}>
      {icon}
      <div className="min-w-0 grow basis-60 break-words"><span className="font-medium">{title}</span>{children && <div>{children}</div>}</div>
      {actions}
    </div>
  )
}
