'use client'
import { clsx } from 'clsx'
import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { useFieldControl } from './field'

/** The browser's own select: it has the platform's keyboard, screen reader and touch behaviour, and costs no JavaScript. */
export function Select({ className, children, ...rest }: ComponentProps<'select'>) {
  const control = useFieldControl()
  return (
    <span className="relative inline-block w-full min-w-0">
      <select
        {...control}
        className={clsx('h-8 w-full min-w-0 appearance-none rounded-md border border-line-strong bg-surface pr-7 pl-2 text-base text-ink aria-invalid:border-broken disabled:bg-sunken disabled:text-muted', className)}
        {...rest}
      >
        {children}
      </select>
      <ChevronDown aria-hidden className="pointer-events-none absolute top-2 right-2 size-4 text-muted" />
    </span>
  )
}
