import { createUserSchema, listUsersQuerySchema } from '@/server/contracts/access'
import { created } from '@/server/http/reply'
import { route } from '@/server/http/route'
import { createUser } from '@/server/services/users/create-user'
import { listUsers } from '@/server/services/users/list-users'

export const GET = route({ permission: 'users.write', query: listUsersQuerySchema }, ({ query }) => listUsers(query))

export const POST = route({ permission: 'users.write', body: createUserSchema, idempotent: true }, async ({ actor, body }) => {
  const made = await createUser(actor, body)
  return created(made, `/api/v1/users/${made.user.id}`)
})
