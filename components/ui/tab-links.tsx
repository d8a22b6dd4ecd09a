'use client'
import { clsx } from 'clsx'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'

export interface TabLink {
  href: string
  label: ReactNode
  /** only this very address counts as the tab, not those under it */
  exact?: boolean
}

/** Tabs that are pages: each has its own address. */
export function TabLinks({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  const pathname = usePathname()
  return (
    <nav aria-label={label} className="overflow-x-auto border-b">
      <ul className="flex gap-1">
        {tabs.map((tab) => {
          const current = tab.exact ? pathname === tab.href : pathname === tab.href || pathname.startsWith(`${tab.href}/`)
          return (
            <li key={tab.href}>
              <Link prefetch={false} href={tab.href} aria-current={current ? 'page' : undefined} className={clsx('-mb-px flex h-9 items-center gap-1.5 border-b-2 px-3 font-medium whitespace-nowrap -outline-offset-2!', current ? 'border-accent text-ink' : 'border-transparent text-muted hover:text-ink')}>
                {tab.label}
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
