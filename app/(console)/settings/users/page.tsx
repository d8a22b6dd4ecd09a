import type { Metadata } from 'next'
import { listUsersQuerySchema, PERMISSIONS } from '@/server/contracts/access'
import { requireActor } from '@/server/http/actor'
import { listUsers } from '@/server/services/users/list-users'
import { UserList } from '@/components/settings/user-list'
import { ForbiddenState } from '@/components/ui/forbidden-state'
import { Pager } from '@/components/ui/pager'
import { ProblemView } from '@/components/ui/problem-view'
import { rolesWith } from '../../denials'
import { loadOrExplain } from '../../load-or-explain'
import { createUser, updateUser } from '../actions'

export const metadata: Metadata = { title: 'Users' }

export default async function UsersPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { actor, permitted } = await requireActor('users.write')
  if (!permitted) return <ForbiddenState permission={PERMISSIONS['users.write']} roles={rolesWith('users.write')} role={actor.role} />
  const { page } = await searchParams
  const query = listUsersQuerySchema.safeParse({ page })
  const loaded = await loadOrExplain(() => listUsers(query.success ? query.data : listUsersQuerySchema.parse({})))
  if (!loaded.ok) return <ProblemView problem={loaded.problem} />
  return (
    <div className="flex flex-col gap-3">
      <UserList users={loaded.value.items} ownId={actor.id} actions={{ create: createUser, update: updateUser }} />
      <Pager page={loaded.value.page} pageSize={loaded.value.pageSize} total={loaded.value.total} what={loaded.value.total === 1 ? 'user' : 'users'} hrefOf={(wanted) => `/settings/users?page=${wanted}`} />
    </div>
  )
}
