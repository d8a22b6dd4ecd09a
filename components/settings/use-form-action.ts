'use client'
import { useState, type FormEvent } from 'react'
import type { Action } from '@/server/contracts/action'
import type { Problem } from '@/server/contracts/errors'
import { problemFrom } from '@/components/lib/problem'

/** State of a form that calls a server action: under way, and the problem it answered. */
export function useFormAction<Input, Output>(action: Action<Input, Output>, read: (form: FormData) => Input, onDone: (value: Output) => void) {
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const input = read(new FormData(event.currentTarget))
    setPending(true)
    setProblem(null)
    const answer = await action(input).catch((error: unknown) => ({ ok: false as const, problem: problemFrom(error) }))
    setPending(false)
    if (answer.ok) onDone(answer.value)
    else setProblem(answer.problem)
  }
  return { pending, problem, onSubmit: (event: FormEvent<HTMLFormElement>) => void submit(event) }
}
