'use client'
import type { ReactNode } from 'react'
import { Controller, useFormContext, type FieldPathByValue } from 'react-hook-form'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { ScaledInput } from '@/components/ui/scaled-input'
import type { ClusterFormValues } from './form-values'
import { useServerProblem } from './form-problems'

interface NumberFieldProps { name: FieldPathByValue<ClusterFormValues, number>; label: string; unit?: string; factor?: number; description?: ReactNode }

/** A number with its unit. The path in the form is the path in the contract. */
export function NumberField({ name, label, unit, factor = 1, description }: NumberFieldProps) {
  const { control } = useFormContext<ClusterFormValues>()
  const serverProblem = useServerProblem(name)
  return (
    <Controller control={control} name={name} render={({ field, fieldState }) => (
      <Field label={label} error={fieldState.error?.message ?? serverProblem} description={description}>
        <ScaledInput ref={field.ref} value={field.value} onChange={field.onChange} onBlur={field.onBlur} factor={factor} {...(unit === undefined ? {} : { unit })} />
      </Field>
    )} />
  )
}

interface TextFieldProps { name: 'name' | 'spec.version' | 'spec.image' | 'pullSecrets'; path?: string; label: string; description?: ReactNode; placeholder?: string; required?: boolean; list?: string; autoFocus?: boolean }

/** One line of text; `path` where the contract calls it otherwise. */
export function TextField({ name, path, label, description, placeholder, required = false, ...rest }: TextFieldProps) {
  const { control } = useFormContext<ClusterFormValues>()
  const serverProblem = useServerProblem(path ?? name)
  return (
    <Controller control={control} name={name} render={({ field, fieldState }) => (
      <Field label={label} error={fieldState.error?.message ?? serverProblem} description={description} required={required}>
        <Input {...field} value={field.value ?? ''} placeholder={placeholder} spellCheck={false} autoComplete="off" autoCapitalize="none" className="figures" {...rest} />
      </Field>
    )} />
  )
}
