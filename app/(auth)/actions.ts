'use server'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { changePasswordSchema, signInSchema } from '@/server/contracts/access'
import { safeNextPath } from '@/components/auth/next-path'
import { action } from '@/server/http/action'
import { changePassword as change } from '@/server/services/sessions/change-password'
import { signIn as start } from '@/server/services/sessions/sign-in'

const nextSchema = z.string().max(2000)

export const signIn = action({ permission: 'public', input: signInSchema.extend({ next: nextSchema }), changes: false }, async ({ input, headers, requestId }) => {
  const { next, ...credentials } = input
  const { mustChangePassword } = await start(credentials, headers, requestId)
  const path = safeNextPath(next)
  redirect(mustChangePassword ? `/change-password?next=${encodeURIComponent(path)}` : path)
})

export const changePassword = action(
  { permission: 'signed-in', input: z.intersection(changePasswordSchema, z.object({ next: nextSchema.nullable() })), changes: false, duringPasswordChange: true },
  async ({ actor, input, headers }) => {
    await change(actor, { currentPassword: input.currentPassword, newPassword: input.newPassword }, headers)
    if (input.next !== null) redirect(safeNextPath(input.next))
  },
)
