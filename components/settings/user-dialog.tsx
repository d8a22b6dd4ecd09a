'use client'
import { useState } from 'react'
import type { Action } from '@/server/contracts/action'
import type { CreatedUser, Role } from '@/server/contracts/access'
import { fieldError } from '@/components/lib/problem'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { ProblemView } from '@/components/ui/problem-view'
import { RadioGroup } from '@/components/ui/radio-group'
import { ROLE_WORDS, ROLES } from './role-words'
import { useFormAction } from './use-form-action'

export interface NewUser { username: string; name: string; role: Role }

/** Asks who shall be able to sign in. */
export function UserDialog({ create, onCreated, onClose }: { create: Action<NewUser, CreatedUser>; onCreated: (created: CreatedUser) => void; onClose: () => void }) {
  const [role, setRole] = useState<Role>('viewer')
  const { pending, problem, onSubmit } = useFormAction(create, (form) => ({ username: String(form.get('username') ?? '').trim(), name: String(form.get('name') ?? '').trim(), role }), onCreated)
  return (
    <Dialog open onClose={onClose} keepOnOutsidePress title="Add a user" description="They get a one-time password, which you hand over and they must change.">
      <form noValidate onSubmit={onSubmit} className="flex flex-col gap-4">
        <Field label="User name" description="Letters, digits, dots, hyphens and underscores" error={fieldError(problem, 'username')}><Input name="username" required maxLength={60} autoComplete="off" autoCapitalize="none" spellCheck={false} /></Field>
        <Field label="Name" description="Of the person, for the audit log" error={fieldError(problem, 'name')}><Input name="name" required maxLength={120} autoComplete="off" /></Field>
        <RadioGroup legend="Role" value={role} onChange={setRole} options={ROLES.map((value) => ({ value, label: value, description: ROLE_WORDS[value] }))} />
        {problem && !problem.fields?.length && <ProblemView problem={problem} />}
        <div className="flex justify-end gap-2"><Button onClick={onClose}>Cancel</Button><Button type="submit" variant="primary" pending={pending}>Add the user</Button></div>
      </form>
    </Dialog>
  )
}
