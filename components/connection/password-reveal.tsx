'use client'

import { Eye, EyeOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { ProblemView } from '@/components/ui/problem-view'
import type { z } from 'zod'
import type { Action } from '@/server/contracts/action'
import type { accountSchema } from '@/server/contracts/cluster-queries'
import type { Problem } from '@/server/contracts/errors'

export type AccountName = z.infer<typeof accountSchema>

export interface RevealedCredentials { account: string; username: string; password: string }

/** A password on a screen is read by whoever passes by. */
const HIDE_AFTER_SECONDS = 30

type State = { type: 'hidden' } | { type: 'asking' } | { type: 'shown'; password: string } | { type: 'failed'; problem: Problem }

/** Shows a password on request only; each request is audited. It hides itself again. */
export function PasswordReveal({ account, reveal }: { account: AccountName; reveal: Action<{ account: AccountName }, RevealedCredentials> | null }) {
  const [state, setState] = useState<State>({ type: 'hidden' })
  const shown = state.type === 'shown'
  useEffect(() => {
    if (!shown) return
    const timer = setTimeout(() => setState({ type: 'hidden' }), HIDE_AFTER_SECONDS * 1000)
    return () => clearTimeout(timer)
  }, [shown])

  if (reveal === null) return <p className="text-xs text-muted">Passwords are shown to operators and admins; an admin can give you that role.</p>

  const ask = async () => {
    setState({ type: 'asking' })
    const result = await reveal({ account })
    setState(result.ok ? { type: 'shown', password: result.value.password } : { type: 'failed', problem: result.problem })
  }
  return (
    <div className="space-y-1">
      <div className="flex min-h-8 flex-wrap items-center gap-2">
        <span className="text-sm text-muted">Password of {account}</span>
        <code className="min-w-0 rounded-md bg-sunken px-2 py-1 figures text-xs break-all" aria-live="polite">{shown ? state.password : '••••••••••••'}</code>
        {shown ? (
          <>
            <CopyButton text={state.password} label={`Copy the password of ${account}`} />
            <Button variant="ghost" size="sm" onClick={() => setState({ type: 'hidden' })}><EyeOff aria-hidden />Hide</Button>
          </>
        ) : (
          <Button size="sm" pending={state.type === 'asking'} onClick={() => void ask()}><Eye aria-hidden />Show password</Button>
        )}
      </div>
      <p className="text-xs text-muted">{shown ? `Hides itself after ${HIDE_AFTER_SECONDS} s. This look was put in the audit log.` : 'Looking is put in the audit log with your name.'}</p>
      {state.type === 'failed' && <ProblemView problem={state.problem} />}
    </div>
  )
}
