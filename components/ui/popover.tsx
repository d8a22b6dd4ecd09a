'use client'
import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { FloatingBox, type FloatingProps } from './floating'

interface PopoverProps extends Omit<FloatingProps, 'side'> {
  className?: string
  children: ReactNode
}

/** A button that opens a box beside it. */
export function Popover({ className, children, ...floating }: PopoverProps) {
  return <FloatingBox {...floating} role="dialog" className={clsx('max-w-[calc(100vw-16px)] p-3', className)}>{children}</FloatingBox>
}
