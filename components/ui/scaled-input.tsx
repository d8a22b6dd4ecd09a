'use client'
import { useState, type ComponentProps } from 'react'
import { Input } from './input'

interface ScaledInputProps extends Omit<ComponentProps<typeof Input>, 'value' | 'onChange' | 'type' | 'suffix'> {
  /** in the small unit, such as bytes; NaN while what is typed is no number */
  value: number
  /** `isEmpty`: nothing is typed, which an optional number may be */
  onChange: (value: number, isEmpty: boolean) => void
  /** small units in one of the shown, such as bytes in a GiB */
  factor?: number
  /** the shown unit */
  unit?: string
}

const show = (value: number, factor: number) => (Number.isNaN(value) ? '' : String(Number((value / factor).toFixed(3))))

/** A number in the unit people use, held in the unit programs use. What is being typed is left as it is. */
export function ScaledInput({ value, onChange, factor = 1, unit, ...rest }: ScaledInputProps) {
  const [typed, setTyped] = useState<{ text: string; value: number } | null>(null)
  // A value that came from elsewhere, such as a preset, replaces what was typed.
  const text = typed !== null && Object.is(typed.value, value) ? typed.text : show(value, factor)
  const change = (next: string) => {
    const number = next.trim() === '' ? Number.NaN : Number(next.replace(',', '.'))
    const scaled = Number.isFinite(number) ? Math.round(number * factor * 1000) / 1000 : Number.NaN
    const rounded = factor > 1 ? Math.round(scaled) : scaled
    setTyped({ text: next, value: rounded })
    onChange(rounded, next.trim() === '')
  }
  return <Input inputMode="decimal" autoComplete="off" className="figures" value={text} onChange={(event) => change(event.target.value)} {...(unit === undefined ? {} : { suffix: unit })} {...rest} />
}
