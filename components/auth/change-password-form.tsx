'use client'
import { useState, type FormEvent } from 'react'
import type { Action } from '@/server/contracts/action'
import type { ChangePassword } from '@/server/contracts/access'
import type { Problem } from '@/server/contracts/errors'
import { fieldError, isRedirect, problemFrom } from '@/components/lib/problem'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { ProblemView } from '@/components/ui/problem-view'
import { showToast } from '@/components/ui/toast'

interface ChangePasswordFormProps {
  changePassword: Action<ChangePassword & { next: string | null }, unknown>
  /** where to go afterwards; null: stay here */
  next: string | null
  /** the present password was given by somebody else */
  oneTime: boolean
}

const REPEATED = 'The two new passwords differ'

/** Asks for the present password and twice for the new one. */
export function ChangePasswordForm({ changePassword, next, oneTime }: ChangePasswordFormProps) {
  const [problem, setProblem] = useState<Problem | null>(null)
  const [repeatError, setRepeatError] = useState<string | null>(null)
  const [pending, setPending] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const text = (name: string) => String(new FormData(form).get(name) ?? '')
    const different = text('newPassword') !== text('repeated')
    setRepeatError(different ? REPEATED : null)
    setProblem(null)
    if (different) return
    setPending(true)
    const answer = await changePassword({ currentPassword: text('currentPassword'), newPassword: text('newPassword'), next }).catch((error: unknown) => (isRedirect(error) ? undefined : { ok: false as const, problem: problemFrom(error) }))
    if (answer && !answer.ok) setProblem(answer.problem)
    else if (next === null) { form.reset(); showToast('Password changed', { detail: 'Your other sessions were signed out.' }) }
    if ((answer && !answer.ok) || next === null) setPending(false)
  }
  return (
    <form noValidate method="post" onSubmit={(event) => void submit(event)} className="flex max-w-md flex-col gap-4">
      <Field label={oneTime ? 'One-time password' : 'Present password'} error={fieldError(problem, 'currentPassword')}><Input name="currentPassword" type="password" autoComplete="current-password" required maxLength={200} /></Field>
      <Field label="New password" description="At least 12 characters; several words are easier to remember than signs" error={fieldError(problem, 'newPassword')}><Input name="newPassword" type="password" autoComplete="new-password" required minLength={12} maxLength={200} /></Field>
      <Field label="New password again" error={repeatError}><Input name="repeated" type="password" autoComplete="new-password" required maxLength={200} /></Field>
      {problem && !problem.fields?.length && <ProblemView problem={problem} />}
      <Button type="submit" variant="primary" pending={pending} className="self-start">Change password</Button>
    </form>
  )
}
