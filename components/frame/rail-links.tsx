'use client'
import { clsx } from 'clsx'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { PLACES } from './navigation'

/** Links of the rail. `icons`: from 640 to 1024 px the icons alone, with the word as the browser's own tooltip. */
export function RailLinks({ icons, onFollow }: { icons: boolean; onFollow?: () => void }) {
  const pathname = usePathname()
  return (
    <ul className="flex flex-col gap-0.5">
      {PLACES.map(({ href, label, icon: Icon }) => {
        const current = pathname === href || pathname.startsWith(`${href}/`)
        return (
          <li key={href}>
            <Link prefetch={false}
              href={href}
              title={icons ? label : undefined}
              aria-current={current ? 'page' : undefined}
              {...(onFollow && { onClick: onFollow })}
              className={clsx('flex h-9 w-full items-center gap-3 rounded-md px-2.5 font-medium', icons && 'max-lg:w-9 max-lg:justify-center max-lg:px-0', current ? 'bg-accent-soft text-accent' : 'text-muted hover:bg-hover hover:text-ink')}
            >
              <Icon aria-hidden className="size-4 shrink-0" />
              <span className={clsx(icons && 'max-lg:sr-only')}>{label}</span>
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
