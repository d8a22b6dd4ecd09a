'use client'
import { useId, useRef, useState, type ReactNode } from 'react'
import { clsx } from 'clsx'
import { useAnchored, type Align } from './use-anchored'

interface PopoverProps {
  /** accessible name of the button and of what it opens */
  label: string
  trigger: ReactNode
  triggerClass?: string
  align?: Align
  className?: string
  children: ReactNode
}

/** A button that opens a box beside it; Escape or a press elsewhere closes it and gives the focus back. */
export function Popover({ label, trigger, triggerClass, align = 'start', className, children }: PopoverProps) {
  const id = useId()
  const [open, setOpen] = useState(false)
  const anchor = useRef<HTMLButtonElement>(null)
  const floating = useRef<HTMLDivElement>(null)
  useAnchored(open, anchor, floating, 'bottom', align)
  return (
    <>
      <button ref={anchor} type="button" popoverTarget={id} aria-haspopup="dialog" aria-expanded={open} aria-label={label} className={triggerClass}>{trigger}</button>
      <div
        ref={floating}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        onToggle={(event) => setOpen(event.newState === 'open')}
        className={clsx('fixed inset-auto m-0 max-h-[80vh] max-w-[calc(100vw-16px)] overflow-auto rounded-md border bg-raised p-3 text-base text-ink', className)}
      >
        {open ? children : null}
      </div>
    </>
  )
}
