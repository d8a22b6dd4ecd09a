import { z } from 'zod'
import {
  changePasswordSchema, createdTokenSchema, createdUserSchema, createTokenSchema, createUserSchema, listTokensQuerySchema, listUsersQuerySchema, meSchema, tokenSchema, updatedUserSchema, updateUserSchema, userSchema,
} from '@/server/contracts/access'
import { pageSchema } from '@/server/contracts/cluster'
import { idParametersSchema } from '@/server/contracts/path-parameters'
import type { Endpoint } from '../endpoint'

export const ACCESS_ENDPOINTS: readonly Endpoint[] = [
  { method: 'get', path: '/api/v1/me', operationId: 'getMe', tag: 'Access', permission: 'signed-in', summary: 'Who one is and what one may do', answer: { status: 200, description: 'Oneself', schema: meSchema } },
  {
    method: 'post', path: '/api/v1/me/password', operationId: 'changePassword', tag: 'Access', permission: 'signed-in', summary: 'Change one\'s password', description: 'With a session only.',
    body: changePasswordSchema, answer: { status: 204, description: 'Changed' }, errors: ['auth.rate-limited'],
  },
  { method: 'get', path: '/api/v1/users', operationId: 'listUsers', tag: 'Access', permission: 'users.write', summary: 'A page of the users', query: listUsersQuerySchema, answer: { status: 200, description: 'The page', schema: pageSchema(userSchema).meta({ id: 'UserPage' }) }, errors: ['request.invalid'] },
  {
    method: 'post', path: '/api/v1/users', operationId: 'createUser', tag: 'Access', permission: 'users.write', summary: 'Add a user', description: 'The one-time password is shown once.',
    body: createUserSchema, idempotent: true, answer: { status: 201, description: 'Added', schema: createdUserSchema, location: true }, errors: ['user.name-taken'],
  },
  {
    method: 'patch', path: '/api/v1/users/{id}', operationId: 'updateUser', tag: 'Access', permission: 'users.write', summary: 'Change a user\'s role, disable, or reset the password', params: idParametersSchema,
    body: updateUserSchema, answer: { status: 200, description: 'Changed', schema: updatedUserSchema }, errors: ['not-found', 'user.last-admin'],
  },
  { method: 'get', path: '/api/v1/tokens', operationId: 'listTokens', tag: 'Access', permission: 'tokens.own', summary: 'API tokens', query: listTokensQuerySchema, answer: { status: 200, description: 'Tokens, without their secret part', schema: z.object({ items: z.array(tokenSchema) }).meta({ id: 'ApiTokenList' }) }, errors: ['request.invalid'] },
  {
    method: 'post', path: '/api/v1/tokens', operationId: 'createToken', tag: 'Access', permission: 'tokens.own', summary: 'Make an API token', description: 'The token is shown once. It never allows more than its user.',
    body: createTokenSchema, idempotent: true, answer: { status: 201, description: 'Made', schema: createdTokenSchema, location: true },
  },
  { method: 'delete', path: '/api/v1/tokens/{id}', operationId: 'revokeToken', tag: 'Access', permission: 'tokens.own', summary: 'Revoke an API token', params: idParametersSchema, answer: { status: 204, description: 'Revoked' }, errors: ['not-found'] },
]
