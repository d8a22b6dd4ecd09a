'use client'
import { clsx } from 'clsx'
import Link from 'next/link'
import { useContext, type KeyboardEvent, type ReactNode } from 'react'
import { CloseFloating, FloatingBox, type FloatingProps } from './floating'

function itemsOf(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]')]
}

/** Which item gets the focus for a key: arrows go round, Home and End jump, a letter finds the next item that begins with it. */
export function nextMenuIndex(key: string, current: number, labels: readonly string[]): number | null {
  const count = labels.length
  if (count === 0) return null
  switch (key) {
    case 'ArrowDown': return (current + 1) % count
    case 'ArrowUp': return (current - 1 + count) % count
    case 'Home': return 0
    case 'End': return count - 1
    default: {
      if (key.length !== 1 || key === ' ') return null
      for (let step = 1; step <= count; step += 1) {
        const index = (current + step) % count
        if (labels[index]?.trim().toLowerCase().startsWith(key.toLowerCase())) return index
      }
      return null
    }
  }
}

function focusFirst(menu: HTMLElement): void {
  itemsOf(menu)[0]?.focus()
}

function moveFocus(event: KeyboardEvent, menu: HTMLElement): void {
  if (event.key === 'Tab') return menu.hidePopover()
  const items = itemsOf(menu)
  const next = nextMenuIndex(event.key, items.indexOf(document.activeElement as HTMLElement), items.map((item) => item.textContent))
  if (next === null) return
  event.preventDefault()
  items[next]?.focus()
}

/** A button that opens a menu of MenuItem; arrows, Home, End, letters and Escape work. */
export function Menu({ children, ...floating }: FloatingProps & { children: ReactNode }) {
  return (
    <FloatingBox {...floating} role="menu" className="min-w-44 p-1" onOpen={focusFirst} onKeyDown={moveFocus}>
      {children}
    </FloatingBox>
  )
}

interface MenuItemProps {
  children: ReactNode
  /** opens a page; else `onSelect` */
  href?: string
  onSelect?: () => void
  /** shown at the right; the key must work elsewhere too */
  shortcut?: string
  danger?: boolean
  /** for a choice of several: this one is chosen */
  checked?: boolean
  /** why it cannot be chosen; shown under its words */
  disabledReason?: string | null
}

const ITEM = 'flex w-full items-center gap-2 rounded-sm px-2 py-1.5 text-left outline-none focus:bg-hover hover:bg-hover [&_svg]:size-4 [&_svg]:shrink-0'

/** One line of a Menu. */
export function MenuItem({ children, href, onSelect, shortcut, danger = false, checked, disabledReason }: MenuItemProps) {
  const close = useContext(CloseFloating)
  const className = clsx(ITEM, danger && 'text-broken', disabledReason && 'text-muted')
  const content = (
    <>
      <span className="flex min-w-0 grow flex-col">
        <span className="flex items-center gap-2">{children}</span>
        {disabledReason && <span className="text-xs">{disabledReason}</span>}
      </span>
      {checked && <span aria-hidden>✓</span>}
      {shortcut && <kbd className="figures text-xs text-muted">{shortcut}</kbd>}
    </>
  )
  if (href && !disabledReason) return <Link prefetch={false} role="menuitem" tabIndex={-1} href={href} className={className} onClick={close}>{content}</Link>
  const select = () => { if (disabledReason) return; close(); onSelect?.() }
  const role = checked === undefined ? 'menuitem' : 'menuitemradio'
  return <button type="button" role={role} aria-checked={checked} tabIndex={-1} aria-disabled={disabledReason ? true : undefined} className={className} onClick={select}>{content}</button>
}

export function MenuSeparator() {
  return <div role="separator" className="my-1 border-t" />
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <div role="presentation" className="px-2 py-1 text-xs text-muted">{children}</div>
}
