import { clsx } from 'clsx'
import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'
import { Spinner } from './spinner'
import { Tooltip } from './tooltip'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'
export type ButtonSize = 'sm' | 'md'

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'border-transparent bg-accent-solid text-white hover:bg-accent-solid-hover',
  secondary: 'border-line bg-surface text-ink hover:bg-hover',
  ghost: 'border-transparent bg-transparent text-ink hover:bg-hover',
  danger: 'border-transparent bg-danger-solid text-white hover:bg-danger-solid-hover',
}
const SIZES: Record<ButtonSize, string> = { sm: 'h-7 px-2 text-sm gap-1.5', md: 'h-8 px-3 text-base gap-2' }
const OFF = 'border-line! bg-sunken! text-muted! hover:bg-sunken!'

/** The look of a button, for elements that only look like one. */
export function buttonClass(variant: ButtonVariant = 'secondary', size: ButtonSize = 'md', className?: string): string {
  return clsx('inline-flex shrink-0 items-center justify-center rounded-md border font-medium whitespace-nowrap transition-colors select-none [&_svg]:size-4 [&_svg]:shrink-0', VARIANTS[variant], SIZES[size], className)
}

interface ButtonProps extends ComponentProps<'button'> {
  variant?: ButtonVariant
  size?: ButtonSize
  /** work is under way: shows a spinner and takes no further press */
  pending?: boolean
  /** why it cannot be used now; it stays reachable by keyboard and says this on hover and focus */
  disabledReason?: string | null | undefined
}

/** A verb as its words ("Scale to 5 instances"), never OK or Submit. */
export function Button({ variant = 'secondary', size = 'md', pending = false, disabledReason, className, children, type = 'button', onClick, ...rest }: ButtonProps) {
  const off = pending || Boolean(disabledReason)
  const button = (
    <button
      type={off ? 'button' : type}
      aria-disabled={off || undefined}
      aria-busy={pending || undefined}
      className={clsx(buttonClass(variant, size, className), disabledReason && OFF)}
      onClick={off ? undefined : onClick}
      {...rest}
    >
      {pending && <Spinner />}
      {children}
    </button>
  )
  return disabledReason ? <Tooltip content={disabledReason}>{button}</Tooltip> : button
}

interface ButtonLinkProps extends ComponentProps<typeof Link> {
  variant?: ButtonVariant
  size?: ButtonSize
  disabledReason?: string | null | undefined
}

/** A link that looks like a button; with `disabledReason` it is a button that says why it cannot be used. */
export function ButtonLink({ variant = 'secondary', size = 'md', className, disabledReason, children, ...rest }: ButtonLinkProps) {
  if (disabledReason) return <Button variant={variant} size={size} className={className} disabledReason={disabledReason}>{children}</Button>
  return <Link prefetch={false} className={buttonClass(variant, size, className)} {...rest}>{children}</Link>
}

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'aria-label'> {
  /** what it does; its accessible name and its tooltip */
  label: string
  children: ReactNode
}

/** A button with an icon alone. */
export function IconButton({ label, size = 'md', variant = 'ghost', className, children, disabledReason, ...rest }: IconButtonProps) {
  const square = clsx(size === 'sm' ? 'w-7 px-0!' : 'w-8 px-0!', className)
  if (disabledReason) return <Button aria-label={label} size={size} variant={variant} className={square} disabledReason={disabledReason} {...rest}>{children}</Button>
  return (
    <Tooltip content={label} describes={false}>
      <Button aria-label={label} size={size} variant={variant} className={square} {...rest}>{children}</Button>
    </Tooltip>
  )
}
