'use client'
import { useId, useState } from 'react'
import { formatCount } from '@/components/lib/format'
import { DisabledReason } from '@/components/ui/disabled-reason'
import { positionOfLoad, loadOfPosition, POSITIONS } from './load-scale'

interface LoadSliderProps {
  /** transactions per second; null while it is not known */
  load: number | null
  disabledReason: string | null
  onChange: (transactionsPerSecond: number) => void
}

/** Simulated writes. Logarithmic, because 10 and 10,000 both matter. */
export function LoadSlider({ load, disabledReason, onChange }: LoadSliderProps) {
  const id = useId()
  const [position, setPosition] = useState(positionOfLoad(load ?? 0))
  const chosen = loadOfPosition(position)
  const commit = () => { if (chosen !== load) onChange(chosen) }
  return (
    <DisabledReason reason={disabledReason}>
      <div className="flex w-full max-w-md flex-col gap-1">
        <label htmlFor={id} className="font-medium">Load: <span className="figures">{formatCount(chosen)}</span> transactions per second</label>
        <input
          id={id} type="range" min={0} max={POSITIONS} value={position} disabled={disabledReason !== null || load === null}
          aria-valuetext={`${formatCount(chosen)} transactions per second`}
          onChange={(event) => setPosition(Number(event.target.value))} onPointerUp={commit} onKeyUp={commit} className="accent-accent-solid"
        />
      </div>
    </DisabledReason>
  )
}
