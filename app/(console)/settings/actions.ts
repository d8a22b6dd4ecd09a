'use server'
import { z } from 'zod'
import { createTokenSchema, createUserSchema, updateUserSchema } from '@/server/contracts/access'
import { action } from '@/server/http/action'
import { createToken as makeToken } from '@/server/services/tokens/create-token'
import { revokeToken as endToken } from '@/server/services/tokens/revoke-token'
import { createUser as makeUser } from '@/server/services/users/create-user'
import { updateUser as changeUser } from '@/server/services/users/update-user'

const idSchema = z.string().min(1).max(64)

export const createUser = action({ permission: 'users.write', input: createUserSchema }, ({ actor, input }) => makeUser(actor, input))

export const updateUser = action({ permission: 'users.write', input: updateUserSchema.extend({ id: idSchema }) }, ({ actor, input: { id, ...changes } }) => changeUser(actor, id, changes))

export const createToken = action({ permission: 'tokens.own', input: createTokenSchema }, ({ actor, input }) => makeToken(actor, input))

export const revokeToken = action({ permission: 'tokens.own', input: z.object({ id: idSchema }) }, ({ actor, input }) => endToken(actor, input.id))
