'use client'
import { clsx } from 'clsx'
import { useId, type ReactNode } from 'react'
import { FieldSet } from './field'

export interface RadioOption<Value extends string> {
  value: Value
  label: ReactNode
  description?: ReactNode
  disabledReason?: string | null | undefined
}

interface RadioGroupProps<Value extends string> {
  legend: ReactNode
  description?: ReactNode
  error?: ReactNode
  options: readonly RadioOption<Value>[]
  value: Value | null
  onChange: (value: Value) => void
  name?: string
  /** columns from 640 px on */
  columns?: 1 | 2 | 3 | 4
}

const COLUMNS = { 1: '', 2: 'sm:grid-cols-2', 3: 'sm:grid-cols-3', 4: 'sm:grid-cols-2 lg:grid-cols-4' }

/** One of a few, each a card with its words and what it means. */
export function RadioGroup<Value extends string>({ legend, description, error, options, value, onChange, name, columns = 1 }: RadioGroupProps<Value>) {
  const id = useId()
  return (
    <FieldSet legend={legend} description={description} error={error}>
      <div className={clsx('grid gap-2', COLUMNS[columns])}>
        {options.map((option) => (
          <label key={option.value} className={clsx('flex items-start gap-2 rounded-md border bg-surface p-3 has-checked:border-accent has-checked:bg-accent-soft', option.disabledReason ? 'cursor-not-allowed bg-sunken text-muted' : 'hover:border-line-strong')}>
            <input
              type="radio"
              name={name ?? id}
              value={option.value}
              checked={value === option.value}
              disabled={Boolean(option.disabledReason)}
              onChange={() => onChange(option.value)}
              aria-describedby={`${id}-${option.value}`}
              className="mt-0.5 size-4 shrink-0 accent-accent-solid"
            />
            <span className="flex min-w-0 flex-col">
              <span className="font-medium">{option.label}</span>
              <span id={`${id}-${option.value}`} className="text-xs text-muted">{option.disabledReason ?? option.description}</span>
            </span>
          </label>
        ))}
      </div>
    </FieldSet>
  )
}
