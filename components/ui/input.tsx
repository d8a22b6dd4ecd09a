'use client'
import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'
import { useFieldControl } from './field'

const BOX = 'w-full min-w-0 rounded-md border border-line-strong bg-surface text-base text-ink aria-invalid:border-broken disabled:bg-sunken disabled:text-muted focus-visible:outline-offset-0'

interface InputProps extends ComponentProps<'input'> {
  /** at the right inside the box, e.g. a unit */
  suffix?: ReactNode
}

/** One line of text or a number; takes its label from the Field around it. */
export function Input({ className, suffix, ...rest }: InputProps) {
  const control = useFieldControl()
  const input = <input {...control} className={clsx(BOX, 'h-8 px-2', suffix !== undefined && 'pr-12', className)} {...rest} />
  if (suffix === undefined) return input
  return (
    <span className="relative block">
      {input}
      <span className="pointer-events-none absolute inset-y-0 right-2 flex items-center text-sm text-muted">{suffix}</span>
    </span>
  )
}

/** Several lines of text. */
export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  const control = useFieldControl()
  return <textarea {...control} className={clsx(BOX, 'min-h-20 px-2 py-1.5', className)} {...rest} />
}
