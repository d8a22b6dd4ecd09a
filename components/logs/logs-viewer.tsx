'use client'
import { Download } from 'lucide-react'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { formatCount } from '@/components/lib/format'
import { buttonClass } from '@/components/ui/button'
import { Button } from '@/components/ui/button'
import { Switch } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { findHits, type LogBuffer } from './log-buffer'
import { LogLines } from './log-lines'
import type { LogState } from './follow-log'
import { logUrl, useLogStream, type LogSource } from './use-log-stream'

interface LogsViewerProps {
  clusterId: string
  instance: string
  podUid: string | null
  containers: readonly { name: string; kind: 'init' | 'main'; restarts: number }[]
}

const TAIL_LINES = 1000

/** A container's log: follows through restarts and replaced pods, stands still while it is read. */
export default function LogsViewer({ clusterId, instance, podUid, containers }: LogsViewerProps) {
  const [choice, setChoice] = useState({ container: containers.some((c) => c.name === 'mysql') ? 'mysql' : (containers[0]?.name ?? 'mysql'), previous: false, follow: true })
  const [wrap, setWrap] = useState(false)
  const [search, setSearch] = useState('')
  const source: LogSource = { clusterId, instance, tailLines: TAIL_LINES, ...choice }
  const restarted = containers.some((c) => c.name === choice.container && c.restarts > 0)
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
        <Field label="Container" className="flex w-48 flex-col gap-1">
          <Select value={choice.container} onChange={(event) => setChoice({ ...choice, container: event.target.value, previous: false })}>
            {(containers.length === 0 ? [{ name: 'mysql', kind: 'main' as const }] : containers).map((c) => <option key={c.name} value={c.name}>{c.name}{c.kind === 'init' ? ' (runs before)' : ''}</option>)}
          </Select>
        </Field>
        <Field label="Search" className="flex min-w-40 grow flex-col gap-1 sm:max-w-72">
          <Input type="search" value={search} onChange={(event) => setSearch(event.target.value)} placeholder="Text in the shown lines" />
        </Field>
        <Switch label="Follow" checked={choice.follow && !choice.previous} disabledReason={choice.previous ? 'The run before has ended' : null} onChange={(event) => setChoice({ ...choice, follow: event.target.checked })} />
        <Switch label="Run before the last restart" checked={choice.previous} disabledReason={restarted || choice.previous ? null : 'It has not restarted'} onChange={(event) => setChoice({ ...choice, previous: event.target.checked })} />
        <Switch label="Wrap" checked={wrap} onChange={(event) => setWrap(event.target.checked)} />
        <a href={logUrl({ ...source, tailLines: 50_000 }, true)} download className={buttonClass('secondary', 'sm', 'ml-auto')}><Download aria-hidden />Download</a>
      </div>
      <LogPane key={logUrl(source)} source={source} podUid={podUid} search={search} wrap={wrap} />
    </div>
  )
}

function LogPane({ source, podUid, search, wrap }: { source: LogSource; podUid: string | null; search: string; wrap: boolean }) {
  const { buffer, state } = useLogStream(source, podUid)
  const [frozen, setFrozen] = useState<LogBuffer | null>(null)
  const [hitIndex, setHitIndex] = useState(0)
  const pane = useRef<HTMLDivElement>(null)
  const shown = frozen ?? buffer
  const needle = useDeferredValue(search)
  const hits = useMemo(() => findHits(shown, needle), [shown, needle])
  const currentHit = hits.length === 0 ? null : (hits[hitIndex % hits.length] ?? null)

  useEffect(() => {
    if (frozen === null && pane.current) pane.current.scrollTop = pane.current.scrollHeight
  }, [frozen, buffer, wrap])

  const onScroll = () => {
    const element = pane.current
    if (element === null) return
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 24
    if (atEnd && frozen !== null && frozen.nextId === buffer.nextId) setFrozen(null)
    else if (!atEnd && frozen === null) setFrozen(buffer)
  }
  const goToHit = (step: number) => {
    const next = (hitIndex + step + hits.length) % hits.length
    setFrozen(shown)
    setHitIndex(next)
    pane.current?.querySelector(`[data-line="${hits[next]}"]`)?.scrollIntoView({ block: 'center' })
  }
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex min-h-7 flex-wrap items-center gap-2 text-sm text-muted">
        <span role="status">{describeState(state)}</span>
        {shown.dropped > 0 && <span>{formatCount(shown.dropped)} older lines are no longer shown; download has them.</span>}
        {needle !== '' && <HitStepper count={hits.length} index={hits.length === 0 ? 0 : hitIndex % hits.length} onStep={goToHit} />}
        {frozen !== null && <Button size="sm" className="ml-auto" onClick={() => setFrozen(null)}>Paused; {formatCount(buffer.nextId - frozen.nextId)} new lines. Go to the end</Button>}
      </div>
      <div ref={pane} onScroll={onScroll} tabIndex={0} role="log" aria-live="off" aria-label={`Log of ${source.container} in ${source.instance}`} className="figures h-[min(60vh,560px)] overflow-auto rounded-md border bg-sunken py-2 text-xs/4.5 [overflow-anchor:none]">
        <LogLines lines={shown.lines} search={needle} wrap={wrap} currentHit={needle === '' ? null : currentHit} />
        {shown.lines.length === 0 && state.type !== 'opening' && <p className="px-3 text-muted">No lines yet.</p>}
      </div>
    </div>
  )
}

function HitStepper({ count, index, onStep }: { count: number; index: number; onStep: (step: number) => void }) {
  if (count === 0) return <span>Not found in the shown lines</span>
  return (
    <span className="flex items-center gap-1">
      <span className="figures">{index + 1} of {count} lines</span>
      <Button size="sm" variant="ghost" onClick={() => onStep(-1)}>Before</Button>
      <Button size="sm" variant="ghost" onClick={() => onStep(1)}>Next</Button>
    </span>
  )
}

function describeState(state: LogState): string {
  switch (state.type) {
    case 'opening': return 'Opening the log'
    case 'reading': return 'Live'
    case 'ended': return 'Read to its end'
    case 'waiting': return `${state.because}. Trying again in ${state.retryMs / 1000} s.`
    case 'failed': return state.because
  }
}
