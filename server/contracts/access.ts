import { z } from 'zod'

export const roleSchema = z.enum(['viewer', 'operator', 'admin']).meta({ description: 'viewer: sees; operator: also changes clusters and sees passwords; admin: also users and Kubernetes clusters' })
export type Role = z.infer<typeof roleSchema>

/** Each route and action checks one of these. */
export const PERMISSIONS = {
  'clusters.read': 'See clusters',
  'clusters.write': 'Create, change and scale clusters',
  'clusters.delete': 'Delete clusters',
  'clusters.intervene': 'Change primaries, repair and fence instances, stop automation of a cluster',
  'automation.stop': 'Stop automation of every cluster',
  'credentials.reveal': 'See passwords of clusters',
  'logs.read': 'Read logs of instances',
  'kubernetes.read': 'See Kubernetes clusters',
  'kubernetes.write': 'Add and remove Kubernetes clusters',
  'audit.read': 'Read the audit log',
  'users.write': 'Manage users and everybody\'s tokens',
  'tokens.own': 'Make tokens for oneself',
  'sandbox.faults': 'Break things in the sandbox',
} as const
export type Permission = keyof typeof PERMISSIONS

const VIEWER: Permission[] = ['clusters.read', 'kubernetes.read', 'logs.read', 'tokens.own']
const OPERATOR: Permission[] = [...VIEWER, 'clusters.write', 'clusters.delete', 'clusters.intervene', 'credentials.reveal', 'audit.read', 'sandbox.faults']
export const ROLE_PERMISSIONS: Record<Role, readonly Permission[]> = {
  viewer: VIEWER,
  operator: OPERATOR,
  admin: Object.keys(PERMISSIONS) as Permission[],
}

export function hasPermission(role: Role, permission: Permission): boolean {
  return ROLE_PERMISSIONS[role].includes(permission)
}

/** Who asks: a person with a session, a program with a token, or Podkeeper itself. */
export interface Actor {
  id: string | null
  name: string
  kind: 'session' | 'token' | 'system'
  role: Role
  requestId: string | null
  address: string | null
}

export const passwordSchema = z.string().min(12, 'At least 12 characters').max(200, 'At most 200 characters')
export const usernameSchema = z.string().min(2, 'At least 2 characters').max(60).regex(/^[a-zA-Z0-9_.-]+$/, 'Letters, digits, dots, hyphens and underscores')

export const userSchema = z
  .object({ id: z.string(), username: z.string(), name: z.string(), role: roleSchema, mustChangePassword: z.boolean(), disabled: z.boolean(), createdAt: z.iso.datetime() })
  .meta({ id: 'User' })
export type UserView = z.infer<typeof userSchema>

export const createUserSchema = z.object({ username: usernameSchema, name: z.string().min(1).max(120), role: roleSchema }).meta({ id: 'CreateUser' })
export const updateUserSchema = z.object({ role: roleSchema.optional(), disabled: z.boolean().optional(), resetPassword: z.boolean().optional() }).meta({ id: 'UpdateUser' })

export const tokenSchema = z
  .object({ id: z.string(), name: z.string(), prefix: z.string(), role: roleSchema, owner: z.string(), createdAt: z.iso.datetime(), expiresAt: z.iso.datetime().nullable(), lastUsedAt: z.iso.datetime().nullable() })
  .meta({ id: 'ApiToken' })
export type TokenView = z.infer<typeof tokenSchema>
export const createTokenSchema = z
  .object({ name: z.string().min(1, 'Say what it is for').max(100), role: roleSchema, expiresInDays: z.number().int().min(1).max(730).nullable().default(90) })
  .meta({ id: 'CreateToken' })

export const oneTimePasswordSchema = z.string().meta({ description: 'Shown once; must be changed at the first sign-in' })
export const createdUserSchema = z.object({ user: userSchema, oneTimePassword: oneTimePasswordSchema }).meta({ id: 'CreatedUser' })
export type CreatedUser = z.infer<typeof createdUserSchema>
export const updatedUserSchema = z.object({ user: userSchema, oneTimePassword: oneTimePasswordSchema.nullable().meta({ description: 'After resetPassword' }) }).meta({ id: 'UpdatedUser' })
export type UpdatedUser = z.infer<typeof updatedUserSchema>
export const listUsersQuerySchema = z.object({
  search: z.string().max(200).optional(),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
})
export type ListUsersQuery = z.infer<typeof listUsersQuerySchema>

export const createdTokenSchema = z.object({ details: tokenSchema, token: z.string().meta({ description: 'Shown once', example: 'pk_…' }) }).meta({ id: 'CreatedApiToken' })
export type CreatedToken = z.infer<typeof createdTokenSchema>
export const listTokensQuerySchema = z.object({ owner: z.enum(['me', 'everybody']).default('me').meta({ description: 'everybody: for administrators' }) })

/** Who asks and what they may do. */
export const meSchema = z
  .object({
    id: z.string(),
    username: z.string(),
    name: z.string(),
    kind: z.enum(['session', 'token']),
    role: roleSchema,
    permissions: z.array(z.enum(Object.keys(PERMISSIONS) as [Permission, ...Permission[]])),
    mustChangePassword: z.boolean(),
    readOnlyMode: z.boolean(),
  })
  .meta({ id: 'Me' })
export type Me = z.infer<typeof meSchema>

export const signInSchema = z.object({ username: z.string().min(1, 'Type your user name').max(200), password: z.string().min(1, 'Type your password').max(200) }).meta({ id: 'SignIn' })
export type SignIn = z.infer<typeof signInSchema>
export const changePasswordSchema = z
  .object({ currentPassword: z.string().min(1, 'Type the password that you have now').max(200), newPassword: passwordSchema })
  .refine((input) => input.currentPassword !== input.newPassword, { path: ['newPassword'], message: 'Choose another password than the one you have now' })
  .meta({ id: 'ChangePassword' })
export type ChangePassword = z.infer<typeof changePasswordSchema>
