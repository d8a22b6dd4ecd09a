'use client'
import { Plus, Trash2 } from 'lucide-react'
import { Button, IconButton } from './button'
import { FieldError } from './field'
import { Input } from './input'

export interface NameValueRow { name: string; value: string }

interface NameValueRowsProps {
  rows: readonly NameValueRow[]
  onChange: (rows: NameValueRow[]) => void
  /** by row; what is wrong with it */
  errors: readonly (string | null)[]
  /** what a row is: "variable" */
  noun: string
  namePlaceholder?: string
  disabledReason?: string | null
}

/** A list of names with values, such as settings; rows are added and taken away. */
export function NameValueRows({ rows, onChange, errors, noun, namePlaceholder, disabledReason }: NameValueRowsProps) {
  const change = (index: number, part: Partial<NameValueRow>) => onChange(rows.map((row, i) => (i === index ? { ...row, ...part } : row)))
  return (
    <div className="flex flex-col gap-2">
      {rows.map((row, index) => {
        const invalid = errors[index] ? { 'aria-invalid': true as const } : {}
        return (
          <div key={index}>
            <div className="flex items-center gap-2">
              <Input aria-label={`Name of ${noun} ${index + 1}`} value={row.name} placeholder={namePlaceholder} spellCheck={false} autoComplete="off" className="figures" readOnly={Boolean(disabledReason)} onChange={(event) => change(index, { name: event.target.value })} {...invalid} />
              <span aria-hidden className="text-muted">=</span>
              <Input aria-label={`Value of ${noun} ${index + 1}`} value={row.value} spellCheck={false} autoComplete="off" className="figures" readOnly={Boolean(disabledReason)} onChange={(event) => change(index, { value: event.target.value })} />
              <IconButton label={`Remove ${row.name || `${noun} ${index + 1}`}`} disabledReason={disabledReason} onClick={() => onChange(rows.filter((_, i) => i !== index))}><Trash2 aria-hidden /></IconButton>
            </div>
            {errors[index] && <FieldError>{errors[index]}</FieldError>}
          </div>
        )
      })}
      <div><Button size="sm" disabledReason={disabledReason} onClick={() => onChange([...rows, { name: '', value: '' }])}><Plus aria-hidden />Add a {noun}</Button></div>
    </div>
  )
}
