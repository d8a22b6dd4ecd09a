import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { currentActor } from '@/server/http/actor'
import { LoginForm } from '@/components/auth/login-form'
import { safeNextPath } from '@/components/auth/next-path'
import { ProblemView } from '@/components/ui/problem-view'
import { loadOrExplain } from '@/app/(console)/load-or-explain'
import { signIn } from '../actions'

export const metadata: Metadata = { title: 'Sign in' }

export default async function LoginPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const next = safeNextPath((await searchParams).next)
  // A token or session that does not hold any more is no reason not to sign in; an unreachable database is worth saying.
  const found = await loadOrExplain(currentActor)
  if (found.ok && found.value) redirect(next)
  return (
    <div className="flex flex-col gap-4">
      <h1 className="text-xl font-semibold">Sign in</h1>
      {!found.ok && found.problem.code !== 'auth.required' && <ProblemView problem={found.problem} />}
      <LoginForm signIn={signIn} next={next} />
      <p className="text-xs text-muted">On the first start, Podkeeper prints the user name and a one-time password where it was started. No account? An administrator makes one under Settings.</p>
    </div>
  )
}
