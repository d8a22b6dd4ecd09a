'use client'
import { Ellipsis } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { Action } from '@/server/contracts/action'
import type { Role, UpdatedUser, UserView } from '@/server/contracts/access'
import { buttonClass } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '@/components/ui/menu'
import { ROLES } from './role-words'

export interface UserChange { id: string; role?: Role; disabled?: boolean; resetPassword?: boolean }

interface UserMenuProps {
  user: UserView
  /** the visitor themselves */
  own: boolean
  denied: string | null
  update: Action<UserChange, UpdatedUser>
  onUpdated: (updated: UpdatedUser, words: string) => void
}

interface Asked { title: string; label: string; words: string; danger: boolean; change: Omit<UserChange, 'id'>; consequence: ReactNode }

function askRole({ username }: UserView, role: Role): Asked {
  return { title: `Make ${username} ${role}?`, label: `Make ${username} ${role}`, words: `${username} is ${role} now`, danger: false, change: { role }, consequence: <p>It holds from their next request on, also for their API tokens.</p> }
}

function askDisabled({ username }: UserView, disabled: boolean): Asked {
  return disabled
    ? { title: `Disable ${username}?`, label: `Disable ${username}`, words: `${username} is disabled`, danger: true, change: { disabled }, consequence: <p>{username} is signed out everywhere and cannot sign in; their API tokens stop working. What they did stays in the audit log. They can be enabled again.</p> }
    : { title: `Enable ${username}?`, label: `Enable ${username}`, words: `${username} is enabled`, danger: false, change: { disabled }, consequence: <p>{username} can sign in again, and their API tokens work again.</p> }
}

function askReset({ username }: UserView): Asked {
  return { title: `Give ${username} a one-time password?`, label: 'Give a one-time password', words: '', danger: false, change: { resetPassword: true }, consequence: <p>Their present password stops working and they are signed out everywhere. You see the one-time password once, to hand it over.</p> }
}

/** What can be done with a user; each is asked about first. */
export function UserMenu({ user, own, denied, update, onUpdated }: UserMenuProps) {
  const [asked, setAsked] = useState<Asked | null>(null)
  const ownReason = denied ?? (own ? 'Another administrator must do this' : null)
  const confirm = async () => {
    if (!asked) return null
    const answer = await update({ id: user.id, ...asked.change })
    if (!answer.ok) return answer.problem
    onUpdated(answer.value, asked.words)
    return null
  }
  return (
    <>
      <Menu label={`Actions for ${user.username}`} align="end" trigger={<Ellipsis aria-hidden />} triggerClass={buttonClass('ghost', 'sm', 'w-7 px-0!')}>
        <MenuLabel>Role</MenuLabel>
        {ROLES.map((role) => <MenuItem key={role} checked={user.role === role} disabledReason={user.role === role ? null : ownReason} onSelect={() => { if (role !== user.role) setAsked(askRole(user, role)) }}>{role}</MenuItem>)}
        <MenuSeparator />
        <MenuItem disabledReason={denied ?? (own ? 'Change your password under Account' : null)} onSelect={() => setAsked(askReset(user))}>Give a one-time password</MenuItem>
        <MenuItem danger={!user.disabled} disabledReason={ownReason} onSelect={() => setAsked(askDisabled(user, !user.disabled))}>{user.disabled ? 'Enable' : 'Disable'}</MenuItem>
      </Menu>
      {asked && <ConfirmDialog open onClose={() => setAsked(null)} title={asked.title} confirmLabel={asked.label} danger={asked.danger} onConfirm={confirm}>{asked.consequence}</ConfirmDialog>}
    </>
  )
}
