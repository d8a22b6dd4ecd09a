'use client'
import { Menu as MenuIcon } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { useState, type ReactNode } from 'react'
import type { OperatorView } from '@/server/contracts/operator'
import { IconButton } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Mark } from '@/components/ui/mark'
import { AccountMenu } from './account-menu'
import { Breadcrumbs } from './breadcrumbs'
import { OperatorFoot } from './operator-foot'
import { PaletteButton } from './palette-button'
import { RailLinks } from './rail-links'
import { StreamIndicator } from './stream-indicator'

export interface FrameProps {
  account: { name: string; role: string }
  operator: OperatorView
  signOut: (input: null) => Promise<unknown>
  /** banners about everything */
  alerts: ReactNode
  children: ReactNode
}

type RailProps = Omit<FrameProps, 'alerts' | 'children'> & { icons: boolean; onFollow?: () => void }

function RailContent({ account, operator, signOut, icons, onFollow }: RailProps) {
  return (
    <>
      <nav aria-label="Console" className="grow overflow-y-auto"><RailLinks icons={icons} {...(onFollow && { onFollow })} /></nav>
      <div className="flex flex-col gap-0.5 border-t pt-2">
        <OperatorFoot initial={operator} icons={icons} />
        <AccountMenu {...account} icons={icons} onSignOut={() => void signOut(null)} />
      </div>
    </>
  )
}

/** A sheet with the rail's content below 640 px. */
function RailSheet(props: Omit<RailProps, 'icons' | 'onFollow'>) {
  const pathname = usePathname()
  const [openAt, setOpenAt] = useState<string | null>(null)
  // Another page closes it.
  const open = openAt === pathname
  return (
    <div className="sm:hidden">
      <IconButton label="Menu" onClick={() => setOpenAt(pathname)}><MenuIcon aria-hidden /></IconButton>
      <Dialog open={open} onClose={() => setOpenAt(null)} title="Podkeeper" size="sheet">
        <div className="flex min-h-full flex-col"><RailContent {...props} icons={false} onFollow={() => setOpenAt(null)} /></div>
      </Dialog>
    </div>
  )
}

/** Rail, top bar and content of every page of the console. */
export function ConsoleFrame({ alerts, children, ...rail }: FrameProps) {
  return (
    <>
      <nav aria-label="Skip"><a href="#main" className="sr-only z-50 rounded-md bg-accent-solid px-3 py-2 text-white focus:not-sr-only focus:fixed focus:top-2 focus:left-2">Skip to the content</a></nav>
      <div className="flex min-h-dvh">
        <aside data-print="hide" className="sticky top-0 flex h-dvh w-60 shrink-0 flex-col border-r bg-surface px-2 py-3 max-lg:w-13 max-sm:hidden">
          <div className="mb-3 flex h-8 items-center gap-2 px-2 text-base font-semibold max-lg:justify-center max-lg:px-0">
            <Mark />
            <span className="max-lg:sr-only">Podkeeper</span>
          </div>
          <RailContent {...rail} icons />
        </aside>
        <div className="flex min-w-0 grow flex-col">
          <header data-print="hide" className="sticky top-0 z-30 flex h-(--top-bar-height) items-center gap-3 border-b bg-page px-4 sm:px-6">
            <RailSheet {...rail} />
            <Breadcrumbs />
            <PaletteButton onSignOut={() => void rail.signOut(null)} />
            <StreamIndicator />
          </header>
          {alerts}
          <main id="main" tabIndex={-1} className="mx-auto w-full max-w-[1440px] min-w-0 grow p-4 outline-none sm:p-6">{children}</main>
        </div>
      </div>
    </>
  )
}
