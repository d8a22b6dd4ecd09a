'use client'
import { Search } from 'lucide-react'
import { Button, ButtonLink } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { ACTION_GROUPS, ACTION_WORDS } from './action-words'
import { AUDIT_RANGES } from './audit-ranges'

export interface AuditFilterValues { actor: string; action: string; target: string; range: string }

/** A plain form whose answers become the address, so that a view can be kept and sent. */
export function AuditFilters({ values, filtered }: { values: AuditFilterValues; filtered: boolean }) {
  return (
    <form method="get" action="/audit" role="search" className="grid grid-cols-1 items-end gap-3 sm:grid-cols-2 lg:grid-cols-[1fr_1fr_1fr_1fr_auto]">
      <Field label="Who"><Input name="actor" defaultValue={values.actor} maxLength={200} placeholder="part of the name" /></Field>
      <Field label="What">
        <Select name="action" defaultValue={values.action}>
          <option value="">Everything</option>
          {ACTION_GROUPS.map(({ prefix, label }) => (
            <optgroup key={prefix} label={label.replace(': all', '')}>
              <option value={prefix}>{label}</option>
              {Object.entries(ACTION_WORDS).filter(([action]) => action.startsWith(prefix)).map(([action, words]) => <option key={action} value={action}>{words}</option>)}
            </optgroup>
          ))}
        </Select>
      </Field>
      <Field label="To what"><Input name="target" defaultValue={values.target} maxLength={200} placeholder="part of the name" /></Field>
      <Field label="When">
        <Select name="range" defaultValue={values.range}>
          <option value="">At any time</option>
          {AUDIT_RANGES.map(([value, words]) => <option key={value} value={value}>{words}</option>)}
        </Select>
      </Field>
      <div className="flex gap-2">
        <Button type="submit"><Search aria-hidden />Search</Button>
        {filtered && <ButtonLink href="/audit" variant="ghost">Remove all</ButtonLink>}
      </div>
    </form>
  )
}
