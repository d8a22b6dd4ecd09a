import type { ListUsersQuery, UserView } from '@/server/contracts/access'
import type { Page } from '@/server/contracts/cluster'
import { db } from '@/server/database/client'
import { toUserView } from './user-view'

/** Users by name. */
export async function listUsers({ search, page, pageSize }: ListUsersQuery): Promise<Page<UserView>> {
  const contains = { contains: search ?? '', mode: 'insensitive' as const }
  const where = search ? { OR: [{ username: contains }, { name: contains }] } : {}
  const [rows, total] = await Promise.all([db().user.findMany({ where, orderBy: [{ username: 'asc' }, { id: 'asc' }], skip: (page - 1) * pageSize, take: pageSize }), db().user.count({ where })])
  return { items: rows.map(toUserView), page, pageSize, total }
}
