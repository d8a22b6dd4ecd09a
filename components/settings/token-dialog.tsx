'use client'
import { useState } from 'react'
import type { Action } from '@/server/contracts/action'
import type { CreatedToken, Role } from '@/server/contracts/access'
import { fieldError } from '@/components/lib/problem'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { ProblemView } from '@/components/ui/problem-view'
import { RadioGroup } from '@/components/ui/radio-group'
import { Select } from '@/components/ui/select'
import { ROLE_WORDS, ROLES } from './role-words'
import { useFormAction } from './use-form-action'

export interface NewToken { name: string; role: Role; expiresInDays: number | null }

const LIFETIMES = [[7, '7 days'], [30, '30 days'], [90, '90 days'], [365, 'a year']] as const

interface TokenDialogProps { create: Action<NewToken, CreatedToken>; ownRole: Role; onCreated: (created: CreatedToken) => void; onClose: () => void }

/** Asks what a new token is for and what it may do; never more than its owner. */
export function TokenDialog({ create, ownRole, onCreated, onClose }: TokenDialogProps) {
  const [role, setRole] = useState<Role>('viewer')
  const read = (form: FormData): NewToken => ({ name: String(form.get('name') ?? '').trim(), role, expiresInDays: form.get('lifetime') === 'never' ? null : Number(form.get('lifetime')) })
  const { pending, problem, onSubmit } = useFormAction(create, read, onCreated)
  const tooMuch = (value: Role) => (ROLES.indexOf(value) > ROLES.indexOf(ownRole) ? `You have the role ${ownRole}; a token cannot do more` : null)
  return (
    <Dialog open onClose={onClose} keepOnOutsidePress title="Make an API token" description="For programs that use the REST API in your name.">
      <form noValidate onSubmit={onSubmit} className="flex flex-col gap-4">
        <Field label="What it is for" error={fieldError(problem, 'name')}><Input name="name" required maxLength={100} autoComplete="off" placeholder="CI of the shop" /></Field>
        <RadioGroup legend="Role" value={role} onChange={setRole} error={fieldError(problem, 'role')} options={ROLES.map((value) => ({ value, label: value, description: ROLE_WORDS[value], disabledReason: tooMuch(value) }))} />
        <Field label="It works for" error={fieldError(problem, 'expiresInDays')}>
          <Select name="lifetime" defaultValue="90">
            {LIFETIMES.map(([days, words]) => <option key={days} value={days}>{words}</option>)}
            <option value="never">ever, until it is revoked</option>
          </Select>
        </Field>
        {problem && !problem.fields?.length && <ProblemView problem={problem} />}
        <div className="flex justify-end gap-2"><Button onClick={onClose}>Cancel</Button><Button type="submit" variant="primary" pending={pending}>Make the token</Button></div>
      </form>
    </Dialog>
  )
}
