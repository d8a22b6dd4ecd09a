'use client'
import { useState, type ReactNode } from 'react'
import { useClockValue } from '@/components/lib/clock'
import { problemFrom } from '@/components/lib/problem'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { ClockTime, RelativeTime } from '@/components/ui/relative-time'
import { showToast } from '@/components/ui/toast'
import type { ActionResult } from '@/server/contracts/action'
import type { FenceView, PauseView } from '@/server/contracts/hold'

interface HoldBannerProps {
  hold: Pick<PauseView, 'by' | 'reason' | 'since' | 'until'>
  title: string
  children?: ReactNode
  /** a verb: "Let automation go on" */
  liftLabel: string
  /** null: it is lifted elsewhere */
  lift: (() => Promise<ActionResult<unknown>>) | null
  denial: string | null
}

/** What somebody stopped or isolated: who, why, since and until when. Gone by itself when it has run out. */
export function HoldBanner({ hold, title, children, liftLabel, lift, denial }: HoldBannerProps) {
  const [pending, setPending] = useState(false)
  const over = useClockValue((nowMs) => hold.until !== null && Date.parse(hold.until) <= nowMs)
  if (over) return null
  const act = async (call: () => Promise<ActionResult<unknown>>) => {
    setPending(true)
    const result = await call().catch((error: unknown) => ({ ok: false as const, problem: problemFrom(error) }))
    setPending(false)
    if (!result.ok) showToast(result.problem.title, { tone: 'broken', detail: result.problem.detail })
  }
  return (
    <Banner tone="attention" live title={title} actions={lift === null ? undefined : <Button size="sm" pending={pending} disabledReason={denial} onClick={() => void act(lift)}>{liftLabel}</Button>}>
      <p>“{hold.reason}”, {hold.by}, <RelativeTime at={hold.since} />{hold.until === null ? ', until it is lifted' : <>, until <ClockTime at={hold.until} /></>}. {children}</p>
    </Banner>
  )
}

interface HoldBannersProps {
  pauses: readonly PauseView[]
  fences: readonly FenceView[]
  resume: () => Promise<ActionResult<unknown>>
  liftFence: (instance: string) => Promise<ActionResult<unknown>>
  denial: string | null
}

/** Every hold on a cluster. */
export function HoldBanners({ pauses, fences, resume, liftFence, denial }: HoldBannersProps) {
  return (
    <>
      {pauses.map((pause) => (
        <HoldBanner key={`${pause.everywhere} ${pause.since}`} hold={pause} title={pause.everywhere ? 'Automation is stopped for every cluster.' : 'Automation is stopped for this cluster.'} liftLabel="Let automation go on" lift={pause.everywhere ? null : resume} denial={denial}>
          No failover, no clone and no restart happens by itself meanwhile.{pause.everywhere && ' It is lifted on the Kubernetes page.'}
        </HoldBanner>
      ))}
      {fences.map((fence) => (
        <HoldBanner key={fence.instance} hold={fence} title={`${fence.instance} is fenced.`} liftLabel={`Lift the fence of ${fence.instance}`} lift={() => liftFence(fence.instance)} denial={denial}>
          It serves nobody and is kept as it is.
        </HoldBanner>
      ))}
    </>
  )
}
