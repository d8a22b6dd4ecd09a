import { randomUUID } from 'node:crypto'
import type { UserView } from '@/server/contracts/access'
import type { z } from 'zod'
import type { createUserSchema } from '@/server/contracts/access'
import type { Transaction } from '@/server/database/client'
import { toUserView } from './user-view'

/** Rows as better-auth would write them for a user with user name and password. */
export async function insertUser(tx: Transaction, input: z.output<typeof createUserSchema>, passwordHash: string): Promise<UserView> {
  const id = randomUUID()
  const username = input.username.toLowerCase()
  const row = await tx.user.create({
    data: {
      ...{ id, name: input.name, username, displayUsername: input.username, role: input.role, mustChangePassword: true },
      // better-auth wants an address; Podkeeper sends no mail
      email: `${id}@users.podkeeper.invalid`,
      accounts: { create: { id: randomUUID(), accountId: id, providerId: 'credential', password: passwordHash } },
    },
  })
  return toUserView(row)
}
