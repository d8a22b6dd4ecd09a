import { createTokenSchema, listTokensQuerySchema } from '@/server/contracts/access'
import { created } from '@/server/http/reply'
import { route } from '@/server/http/route'
import { createToken } from '@/server/services/tokens/create-token'
import { listTokens } from '@/server/services/tokens/list-tokens'

export const GET = route({ permission: 'tokens.own', query: listTokensQuerySchema }, ({ actor, query }) => listTokens(actor, query.owner))

export const POST = route({ permission: 'tokens.own', body: createTokenSchema, idempotent: true }, async ({ actor, body }) => {
  const made = await createToken(actor, body)
  return created(made, `/api/v1/tokens/${made.details.id}`)
})
