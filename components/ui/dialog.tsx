'use client'
import { clsx } from 'clsx'
import { X } from 'lucide-react'
import { useEffect, useId, useRef, type ReactNode } from 'react'
import { IconButton } from './button'

interface DialogProps {
  open: boolean
  onClose: () => void
  title: ReactNode
  description?: ReactNode
  /** buttons, the one that acts last */
  footer?: ReactNode
  size?: 'md' | 'lg' | 'sheet'
  /** a press outside does not close it: for forms that would lose what was typed */
  keepOnOutsidePress?: boolean
  children?: ReactNode
}

const SIZES = {
  md: 'm-auto max-h-[calc(100dvh-32px)] w-[min(480px,calc(100vw-32px))] rounded-md border',
  lg: 'm-auto max-h-[calc(100dvh-32px)] w-[min(720px,calc(100vw-32px))] rounded-md border',
  sheet: 'm-0 mr-auto h-dvh max-h-none w-[min(300px,85vw)] border-r',
}

/** The first field, else the first button of the footer: there "Keep as it is" comes before what acts. */
function firstControl(dialog: HTMLElement): HTMLElement | null {
  return dialog.querySelector<HTMLElement>('[data-dialog-body] :is(input, textarea, select):enabled') ?? dialog.querySelector<HTMLElement>('[data-dialog-footer] button, [data-dialog-body] :is(a, button)')
}

/** A modal dialog: the browser keeps the focus inside, closes it on Escape and gives the focus back. */
export function Dialog({ open, onClose, title, description, footer, size = 'md', keepOnOutsidePress = false, children }: DialogProps) {
  const id = useId()
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = ref.current
    if (!dialog || !open) return
    if (!dialog.open) dialog.showModal()
    firstControl(dialog)?.focus()
    return () => dialog.close()
  }, [open])
  if (!open) return null
  return (
    <dialog
      ref={ref}
      aria-labelledby={`${id}-title`}
      aria-describedby={description ? `${id}-description` : undefined}
      onCancel={(event) => { if (event.target === ref.current) { event.preventDefault(); onClose() } }}
      onPointerDown={(event) => { if (event.target === ref.current && !keepOnOutsidePress) onClose() }}
      className={clsx('flex flex-col bg-raised p-0 text-base text-ink animate-enter', SIZES[size])}
    >
      <div className="flex items-start gap-3 border-b px-4 py-3">
        <div className="min-w-0 grow">
          <h2 id={`${id}-title`} className="text-base font-semibold break-words">{title}</h2>
          {description && <p id={`${id}-description`} className="mt-1 text-muted">{description}</p>}
        </div>
        <IconButton label="Close" size="sm" onClick={onClose}><X aria-hidden /></IconButton>
      </div>
      <div data-dialog-body className="min-h-0 grow overflow-y-auto px-4 py-4">{children}</div>
      {footer && <div data-dialog-footer className="flex flex-wrap justify-end gap-2 border-t px-4 py-3">{footer}</div>}
    </dialog>
  )
}
