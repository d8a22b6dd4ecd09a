'use client'
import { CircleX } from 'lucide-react'
import { createContext, useContext, useId, type ReactNode } from 'react'

interface FieldControl { id?: string; 'aria-describedby'?: string; 'aria-invalid'?: true; 'aria-required'?: true }
const FieldContext = createContext<FieldControl>({})

/** What a control inside a Field takes over: id, description and validity. */
export function useFieldControl(): FieldControl {
  return useContext(FieldContext)
}

interface FieldProps {
  label: ReactNode
  /** what it is for, in a sentence; stays visible */
  description?: ReactNode
  /** what is wrong and how to put it right */
  error?: ReactNode
  required?: boolean
  className?: string
  children: ReactNode
}

/** Label, control, description and error of one input. */
export function Field({ label, description, error, required = false, className, children }: FieldProps) {
  const id = useId()
  const describedBy = [description && `${id}-description`, error && `${id}-error`].filter(Boolean).join(' ')
  const control: FieldControl = { id, ...(describedBy && { 'aria-describedby': describedBy }), ...(error && { 'aria-invalid': true }), ...(required && { 'aria-required': true }) }
  return (
    <div className={className ?? 'flex flex-col gap-1'}>
      <label htmlFor={id} className="font-medium">{label}</label>
      <FieldContext value={control}>{children}</FieldContext>
      {description && <p id={`${id}-description`} className="text-xs text-muted">{description}</p>}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  )
}

/** An error beside what it is about. */
export function FieldError({ id, children }: { id?: string | undefined; children: ReactNode }) {
  return (
    <p id={id} role="alert" className="flex items-start gap-1 text-xs text-broken">
      <CircleX aria-hidden className="mt-0.5 size-3 shrink-0" />
      <span className="min-w-0 break-words">{children}</span>
    </p>
  )
}

interface FieldSetProps { legend: ReactNode; description?: ReactNode; error?: ReactNode; children: ReactNode; className?: string }

/** Several controls that answer one question. */
export function FieldSet({ legend, description, error, children, className }: FieldSetProps) {
  const id = useId()
  const describedBy = [description && `${id}-description`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <fieldset className={className ?? 'flex flex-col gap-2'} aria-describedby={describedBy || undefined}>
      <legend className="mb-1 font-medium">{legend}</legend>
      {description && <p id={`${id}-description`} className="text-xs text-muted">{description}</p>}
      {children}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </fieldset>
  )
}
