'use client'
import { useState, type FormEvent } from 'react'
import type { Action } from '@/server/contracts/action'
import type { SignIn } from '@/server/contracts/access'
import type { Problem } from '@/server/contracts/errors'
import { fieldError, isRedirect, problemFrom } from '@/components/lib/problem'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { ProblemView } from '@/components/ui/problem-view'

/** @param signIn leads on when it succeeds; answers only problems */
export function LoginForm({ signIn, next }: { signIn: Action<SignIn & { next: string }, unknown>; next: string }) {
  const [problem, setProblem] = useState<Problem | null>(null)
  const [pending, setPending] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setPending(true)
    setProblem(null)
    const answer = await signIn({ username: String(form.get('username') ?? ''), password: String(form.get('password') ?? ''), next }).catch((error: unknown) => (isRedirect(error) ? undefined : { ok: false as const, problem: problemFrom(error) }))
    // A redirect is on its way when it is well; the button stays busy until then.
    if (answer && !answer.ok) { setProblem(answer.problem); setPending(false) }
  }
  return (
    <form noValidate method="post" onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <Field label="User name" error={fieldError(problem, 'username')}><Input name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus required maxLength={200} /></Field>
      <Field label="Password" error={fieldError(problem, 'password')}><Input name="password" type="password" autoComplete="current-password" required maxLength={200} /></Field>
      {problem && !problem.fields?.length && <ProblemView problem={problem} />}
      <Button type="submit" variant="primary" pending={pending}>Sign in</Button>
    </form>
  )
}
