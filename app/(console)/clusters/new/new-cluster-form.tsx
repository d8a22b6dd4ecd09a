'use client'
import type { ComponentProps } from 'react'
import { SafetyFields } from '@/components/availability/safety-fields'
import { CreateForm } from '@/components/create-cluster/create-form'

/** The form with the fields of another feature put in. */
export function NewClusterForm(props: Omit<ComponentProps<typeof CreateForm>, 'SafetyFields'>) {
  return <CreateForm {...props} SafetyFields={SafetyFields} />
}
