'use client'
import { clsx } from 'clsx'
import { useId, type ComponentProps, type ReactNode } from 'react'

interface ChoiceProps extends Omit<ComponentProps<'input'>, 'type'> {
  label: ReactNode
  description?: ReactNode
  /** why it cannot be changed; shown under it */
  disabledReason?: string | null | undefined
}

function ChoiceLines({ id, label, description, disabledReason }: { id: string; label: ReactNode; description: ReactNode; disabledReason: string | null | undefined }) {
  return (
    <span className="flex min-w-0 flex-col">
      <span className={clsx(disabledReason && 'text-muted')}>{label}</span>
      {(description || disabledReason) && <span id={id} className="text-xs text-muted">{disabledReason ?? description}</span>}
    </span>
  )
}

/** On or off, with its words beside it. */
export function Checkbox({ label, description, disabledReason, className, ...rest }: ChoiceProps) {
  const id = useId()
  return (
    <label className={clsx('flex items-start gap-2', className)}>
      <input type="checkbox" aria-describedby={description || disabledReason ? id : undefined} disabled={Boolean(disabledReason)} className="mt-0.5 size-4 shrink-0 accent-accent-solid" {...rest} />
      <ChoiceLines id={id} label={label} description={description} disabledReason={disabledReason} />
    </label>
  )
}

/** A setting that acts at once. */
export function Switch({ label, description, disabledReason, className, ...rest }: ChoiceProps) {
  const id = useId()
  return (
    <label className={clsx('flex items-start gap-2', className)}>
      <span className="relative mt-0.5 inline-flex h-4 w-7 shrink-0">
        <input type="checkbox" role="switch" aria-describedby={description || disabledReason ? id : undefined} disabled={Boolean(disabledReason)} className="peer absolute inset-0 size-full appearance-none rounded-full border border-line-strong bg-sunken checked:border-accent-solid checked:bg-accent-solid" {...rest} />
        <span aria-hidden className="pointer-events-none absolute top-0.5 left-0.5 size-3 rounded-full bg-line-strong transition-transform peer-checked:translate-x-3 peer-checked:bg-white" />
      </span>
      <ChoiceLines id={id} label={label} description={description} disabledReason={disabledReason} />
    </label>
  )
}
