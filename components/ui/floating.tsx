'use client'
import { createContext, useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { clsx } from 'clsx'
import { useAnchored, type Align, type Side } from './use-anchored'

/** Closes the box around and gives the focus back to its button. */
export const CloseFloating = createContext<() => void>(() => undefined)

export interface FloatingProps {
  /** accessible name of the button and of what it opens */
  label: string
  trigger: ReactNode
  triggerClass?: string | undefined
  align?: Align | undefined
  side?: Side | undefined
}

interface FloatingBoxProps extends FloatingProps {
  role: 'menu' | 'dialog'
  className: string
  /** called with the box when its content is there; must stay the same function */
  onOpen?: (box: HTMLElement) => void
  onKeyDown?: (event: KeyboardEvent, box: HTMLElement) => void
  /** rendered while it is open */
  children: ReactNode
}

/** A button and the box in the top layer that it opens beside itself; Escape or a press elsewhere closes it and gives the focus back. */
export function FloatingBox({ label, trigger, triggerClass, align = 'start', side = 'bottom', role, className, onOpen, onKeyDown, children }: FloatingBoxProps) {
  const id = useId()
  const [open, setOpen] = useState(false)
  const anchor = useRef<HTMLButtonElement>(null)
  const box = useRef<HTMLDivElement>(null)
  useAnchored(open, anchor, box, side, align)
  useEffect(() => { if (open && box.current) onOpen?.(box.current) }, [open, onOpen])
  const close = () => { box.current?.hidePopover(); anchor.current?.focus() }
  return (
    <>
      <button ref={anchor} type="button" popoverTarget={id} aria-haspopup={role} aria-expanded={open} aria-label={label} className={triggerClass}>{trigger}</button>
      <div
        ref={box}
        id={id}
        popover="auto"
        role={role}
        aria-label={label}
        onToggle={(event) => setOpen(event.newState === 'open')}
        onKeyDown={(event) => { if (box.current) onKeyDown?.(event, box.current) }}
        className={clsx('fixed inset-auto m-0 max-h-[80vh] overflow-auto rounded-md border bg-raised text-base text-ink', className)}
      >
        {open ? <CloseFloating value={close}>{children}</CloseFloating> : null}
      </div>
    </>
  )
}
