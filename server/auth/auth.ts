import { betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { nextCookies } from 'better-auth/next-js'
import { admin, username } from 'better-auth/plugins'
import { createAccessControl } from 'better-auth/plugins/access'
import { deriveSecret } from '@/server/config/encryption'
import { publicOrigin } from '@/server/config/environment'
import { usernameSchema } from '@/server/contracts/access'
import { db } from '@/server/database/client'
import { log } from '@/server/log/log'
import { PEER_ADDRESS_HEADER } from './client-address'
import { hashPassword, verifyPassword } from './passwords'

/** seconds; a session ends when it was not used for so long */
export const SESSION_SECONDS = 12 * 3600
/** seconds of use after which its end is moved on */
const SESSION_REFRESH_SECONDS = 15 * 60

/** better-auth asks for role definitions; what a role may do is decided by server/contracts/access.ts alone. */
const accessControl = createAccessControl({})
const nothing = accessControl.newRole({})

/**
 * Sessions and their cookies. Its HTTP handler is mounted nowhere, so that sign-up, the admin plugin's routes and the like do
 * not exist; the services of server/services/sessions call its API.
 */
function createAuth(origin: string) {
  return betterAuth({
    appName: 'Podkeeper',
    baseURL: origin,
    secret: deriveSecret('session-cookies'),
    telemetry: { enabled: false },
    database: prismaAdapter(db(), { provider: 'postgresql' }),
    session: { expiresIn: SESSION_SECONDS, updateAge: SESSION_REFRESH_SECONDS },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 200, password: { hash: hashPassword, verify: ({ hash, password }) => verifyPassword(hash, password) } },
    user: { additionalFields: { mustChangePassword: { type: 'boolean', required: false, defaultValue: false, input: false } } },
    advanced: {
      cookiePrefix: 'podkeeper',
      useSecureCookies: origin.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
      ipAddress: { ipAddressHeaders: [PEER_ADDRESS_HEADER] },
    },
    // attempts are counted by server/auth/attempts.ts, as better-auth counts only what comes through its handler
    rateLimit: { enabled: false, storage: 'database' },
    logger: { log: (level, message) => log[level === 'error' ? 'error' : 'debug']({ source: 'better-auth' }, message) },
    plugins: [
      username({ minUsernameLength: 2, maxUsernameLength: 60, usernameValidator: (name) => usernameSchema.safeParse(name).success }),
      admin({ ac: accessControl, roles: { viewer: nothing, operator: nothing, admin: nothing }, defaultRole: 'viewer', adminRoles: ['admin'] }),
      nextCookies(),
    ],
  })
}

type Auth = ReturnType<typeof createAuth>
const shared = globalThis as { podkeeperAuth?: { database: unknown; origin: string; auth: Auth } }

/** The one instance, made on first use and again when the database was reopened. */
export function auth(): Auth {
  const [database, origin] = [db(), publicOrigin()]
  if (shared.podkeeperAuth?.database !== database || shared.podkeeperAuth.origin !== origin) shared.podkeeperAuth = { database, origin, auth: createAuth(origin) }
  return shared.podkeeperAuth.auth
}
