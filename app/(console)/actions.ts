'use server'
import { redirect } from 'next/navigation'
import { z } from 'zod'
import { action } from '@/server/http/action'
import { signOut as endSession } from '@/server/services/sessions/sign-out'

export const signOut = action({ permission: 'public', input: z.null(), changes: false }, async ({ actor, headers }) => {
  await endSession(actor, headers)
  redirect('/login')
})
