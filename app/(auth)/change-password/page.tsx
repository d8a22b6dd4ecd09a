import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { currentActor, mustChangePassword } from '@/server/http/actor'
import { ChangePasswordForm } from '@/components/auth/change-password-form'
import { safeNextPath } from '@/components/auth/next-path'
import { changePassword } from '../actions'

export const metadata: Metadata = { title: 'Choose a password' }

export default async function ChangePasswordPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const next = safeNextPath((await searchParams).next)
  if (!(await currentActor())) redirect(`/login?next=${encodeURIComponent(next)}`)
  if (!(await mustChangePassword())) redirect('/settings/account')
  return (
    <div className="flex flex-col gap-4">
      <div>
        <h1 className="text-xl font-semibold">Choose a password</h1>
        <p className="text-muted">Somebody else knows the one-time password, so it must be changed before anything else.</p>
      </div>
      <ChangePasswordForm changePassword={changePassword} next={next} oneTime />
    </div>
  )
}
