'use client'
import { cloneElement, useEffect, useId, useRef, useState, type KeyboardEvent, type ReactElement, type ReactNode } from 'react'
import { useAnchored, type Side } from './use-anchored'

const OPEN_DELAY_MS = 250
const CLOSE_DELAY_MS = 120

interface TooltipProps {
  content: ReactNode
  /** one element that can take the focus */
  children: ReactElement<{ 'aria-describedby'?: string }>
  side?: Side
  /** false: the content repeats the element's accessible name, so it is not read twice */
  describes?: boolean
}

function useDelayedOpen() {
  const [open, setOpen] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const change = (next: boolean, delayMs: number) => {
    clearTimeout(timer.current)
    if (delayMs === 0) setOpen(next)
    else timer.current = setTimeout(() => setOpen(next), delayMs)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  return { open, change }
}

/** Says more about an element on hover and on focus; stays while the pointer is over it; Escape closes it. */
export function Tooltip({ content, children, side = 'top', describes = true }: TooltipProps) {
  const id = useId()
  const { open, change } = useDelayedOpen()
  const anchor = useRef<HTMLSpanElement>(null)
  const floating = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const element = floating.current
    if (open && element) element.showPopover()
    return () => { if (open && element?.isConnected) element.hidePopover() }
  }, [open])
  useAnchored(open, anchor, floating, side, 'center')

  const onKeyDown = (event: KeyboardEvent) => { if (event.key === 'Escape' && open) { event.stopPropagation(); change(false, 0) } }
  const describedBy = [children.props['aria-describedby'], describes ? id : null].filter(Boolean).join(' ')
  return (
    <span
      ref={anchor}
      className="inline-flex max-w-full min-w-0"
      onPointerEnter={(event) => { if (event.pointerType === 'mouse') change(true, OPEN_DELAY_MS) }}
      onPointerLeave={() => change(false, CLOSE_DELAY_MS)}
      onFocus={(event) => { if (event.target.matches(':focus-visible')) change(true, 0) }}
      onBlur={() => change(false, 0)}
      onKeyDown={onKeyDown}
    >
      {describedBy ? cloneElement(children, { 'aria-describedby': describedBy }) : children}
      {/* a span, because a tooltip may stand in a paragraph */}
      <span ref={floating} id={id} role="tooltip" popover="manual" className="fixed inset-auto m-0 max-w-80 rounded-md border bg-raised px-2 py-1 text-xs">
        {content}
      </span>
    </span>
  )
}
