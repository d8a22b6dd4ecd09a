'use client'
import { useContext, type ComponentType } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import type { SafetyFieldsProps } from '@/components/lib/safety-fields'
import { Card } from '@/components/ui/card'
import { ServerProblems } from './form-problems'
import type { ClusterFormValues } from './form-values'

/** Acknowledgements and failover; nothing where there is nobody to fail over to, or nobody to do it. */
export function SafetySection({ Fields }: { Fields: ComponentType<SafetyFieldsProps> }) {
  const { setValue, getFieldState, formState } = useFormContext<ClusterFormValues>()
  const spec = useWatch<ClusterFormValues, 'spec'>({ name: 'spec' })
  const problems = useContext(ServerProblems)
  if (spec.topology === 'single' || spec.management !== 'operator') return null
  const errorOf = (path: string) => getFieldState(`spec.${path}` as 'spec.failover.quietSeconds', formState).error?.message ?? problems.get(`spec.${path}`) ?? null
  return (
    <Card title="Safety of writes" description="What a commit promises, and who takes over">
      <Fields
        topology={spec.topology} instances={spec.instances} values={spec} errorOf={errorOf} disabledReason={null}
        onChange={({ semiSync, failover }) => {
          setValue('spec.semiSync', semiSync, { shouldDirty: true, shouldValidate: true })
          setValue('spec.failover', failover, { shouldDirty: true, shouldValidate: true })
        }}
      />
    </Card>
  )
}
