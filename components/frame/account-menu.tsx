'use client'
import { clsx } from 'clsx'
import { CircleUser, KeyRound, LogOut, Monitor, Moon, Sun } from 'lucide-react'
import { useTheme } from 'next-themes'
import { useHydrated } from '@/components/lib/clock'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '@/components/ui/menu'

interface AccountMenuProps { name: string; role: string; icons: boolean; onSignOut: () => void }

const TRIGGER = 'flex h-9 items-center gap-3 rounded-md px-2.5 text-left hover:bg-hover'

/** Who is signed in, the theme, and the way out. */
export function AccountMenu({ name, role, icons, onSignOut }: AccountMenuProps) {
  const { theme, setTheme } = useTheme()
  const chosen = useHydrated() ? (theme ?? 'system') : 'system'
  return (
    <Menu
      label={`Account of ${name}, and theme`}
      side="top"
      triggerClass={clsx(TRIGGER, 'w-full', icons && 'max-lg:w-9 max-lg:justify-center max-lg:px-0')}
      trigger={<><CircleUser aria-hidden className="size-4 shrink-0 text-muted" /><span className={clsx('min-w-0 truncate', icons && 'max-lg:sr-only')}>{name} <span className="text-muted">{role}</span></span></>}
    >
      <MenuLabel>Signed in as {name} ({role})</MenuLabel>
      <MenuItem href="/settings/account"><KeyRound aria-hidden />Account and password</MenuItem>
      <MenuSeparator />
      <MenuLabel>Theme</MenuLabel>
      <MenuItem checked={chosen === 'light'} onSelect={() => setTheme('light')}><Sun aria-hidden />Light</MenuItem>
      <MenuItem checked={chosen === 'dark'} onSelect={() => setTheme('dark')}><Moon aria-hidden />Dark</MenuItem>
      <MenuItem checked={chosen === 'system'} onSelect={() => setTheme('system')}><Monitor aria-hidden />As the system</MenuItem>
      <MenuSeparator />
      <MenuItem onSelect={onSignOut}><LogOut aria-hidden />Sign out</MenuItem>
    </Menu>
  )
}
