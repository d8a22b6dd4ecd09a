'use client'
import { Plus } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { Action } from '@/server/contracts/action'
import type { CreatedUser, UpdatedUser, UserView } from '@/server/contracts/access'
import { useDenial } from '@/components/lib/access'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { RelativeTime } from '@/components/ui/relative-time'
import { Cell, HeaderCell, Row, RowHeader, Table, TableBody, TableHead } from '@/components/ui/table'
import { showToast } from '@/components/ui/toast'
import { SecretOnce } from './secret-once'
import type { NewUser } from './user-dialog'
import { UserMenu, type UserChange } from './user-menu'

const UserDialog = dynamic(() => import('./user-dialog').then((module) => module.UserDialog), { ssr: false })

export interface UserActions {
  create: Action<NewUser, CreatedUser>
  update: Action<UserChange, UpdatedUser>
}

/** Who can sign in, and what they may do. */
export function UserList({ users, ownId, actions }: { users: readonly UserView[]; ownId: string; actions: UserActions }) {
  const router = useRouter()
  const denied = useDenial('users.write')
  const [adding, setAdding] = useState(false)
  const [oneTime, setOneTime] = useState<{ username: string; password: string } | null>(null)
  const created = ({ user, oneTimePassword }: CreatedUser) => {
    setAdding(false)
    setOneTime({ username: user.username, password: oneTimePassword })
    router.refresh()
  }
  const updated = ({ user, oneTimePassword }: UpdatedUser, words: string) => {
    if (oneTimePassword !== null) setOneTime({ username: user.username, password: oneTimePassword })
    else showToast(words)
    router.refresh()
  }
  return (
    <Card title="Users" flush actions={<Button size="sm" variant="primary" disabledReason={denied} onClick={() => setAdding(true)}><Plus aria-hidden />Add a user</Button>}>
      <Table label="Users">
        <TableHead><HeaderCell>User name</HeaderCell><HeaderCell>Name</HeaderCell><HeaderCell>Role</HeaderCell><HeaderCell>State</HeaderCell><HeaderCell>Added</HeaderCell><HeaderCell><span className="sr-only">Actions</span></HeaderCell></TableHead>
        <TableBody>
          {users.map((user) => (
            <Row key={user.id}>
              <RowHeader className="break-all">{user.username}{user.id === ownId && <span className="font-normal text-muted"> (you)</span>}</RowHeader>
              <Cell label="Name" className="break-words">{user.name}</Cell>
              <Cell label="Role">{user.role}</Cell>
              <Cell label="State">{user.disabled ? <Badge>disabled</Badge> : user.mustChangePassword ? <Badge tone="attention">has a one-time password</Badge> : 'active'}</Cell>
              <Cell label="Added"><RelativeTime at={user.createdAt} /></Cell>
              <Cell label="Actions" className="text-right"><UserMenu user={user} own={user.id === ownId} denied={denied} update={actions.update} onUpdated={updated} /></Cell>
            </Row>
          ))}
        </TableBody>
      </Table>
      {adding && <UserDialog create={actions.create} onCreated={created} onClose={() => setAdding(false)} />}
      {oneTime && <SecretOnce title={`One-time password of ${oneTime.username}`} description="Hand it over in a safe way. It is not shown again; it must be changed at the first sign-in." copyLabel="Copy the one-time password" secret={oneTime.password} onClose={() => setOneTime(null)} />}
    </Card>
  )
}
