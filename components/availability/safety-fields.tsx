'use client'
import Link from 'next/link'
import type { SafetyFieldsProps } from '@/components/lib/safety-fields'
import { Checkbox } from '@/components/ui/checkbox'
import { Field, FieldSet } from '@/components/ui/field'
import { RadioGroup } from '@/components/ui/radio-group'
import { ScaledInput } from '@/components/ui/scaled-input'
import { Select } from '@/components/ui/select'
import { acknowledgementsOf, explainTolerance } from '@/server/contracts/tolerance'

/** How many replicas acknowledge a commit, and what happens when the primary is lost; each choice with what follows from it. */
export function SafetyFields(props: SafetyFieldsProps) {
  return (
    <div className="flex flex-col gap-5">
      {props.topology === 'semisync' && <AcknowledgementFields {...props} />}
      <FailoverFields {...props} />
      <p className="text-xs text-muted"><Link className="text-accent underline" href="/docs/availability" target="_blank">How failover, switchover and acknowledgements work</Link></p>
    </div>
  )
}

function AcknowledgementFields({ instances, values, onChange, errorOf, disabledReason }: SafetyFieldsProps) {
  const { semiSync } = values
  const change = (next: Partial<typeof semiSync>) => onChange({ ...values, semiSync: { ...semiSync, ...next } })
  const most = Number.isInteger(instances) ? Math.max(1, Math.min(8, instances - 1)) : 1
  const automatic = acknowledgementsOf({ instances: most + 1, semiSync: { acknowledgements: null } })
  const count = acknowledgementsOf({ instances: most + 1, semiSync })
  return (
    <>
      <Field className="flex flex-col gap-1 sm:max-w-80" label="Acknowledgements" error={errorOf('semiSync.acknowledgements')} description={<span aria-live="polite">{explainTolerance(most + 1, count)}</span>}>
        <Select value={semiSync.acknowledgements ?? 'automatic'} disabled={disabledReason !== null} onChange={(event) => change({ acknowledgements: event.target.value === 'automatic' ? null : Number(event.target.value) })}>
          <option value="automatic">Automatic: {automatic} of {most} {most === 1 ? 'replica' : 'replicas'}</option>
          {Array.from({ length: most }, (_, index) => <option key={index} value={index + 1}>{index + 1} of {most} {most === 1 ? 'replica' : 'replicas'}</option>)}
        </Select>
      </Field>
      <RadioGroup
        legend="When too few replicas are there" columns={2} value={semiSync.whenShort} onChange={(whenShort) => change({ whenShort })}
        options={[
          { value: 'wait', label: 'Commits wait', description: 'Until enough replicas are back. No acknowledged write is ever on one instance alone.', disabledReason },
          { value: 'degrade', label: 'Go on with fewer', description: 'With an alarm. While it lasts, losing the primary may lose writes, and no failover is done without somebody accepting that.', disabledReason },
        ]}
      />
      {semiSync.whenShort === 'degrade' && <div className="sm:max-w-60"><SecondsField label="Go on with fewer after" value={semiSync.degradeAfterSeconds} error={errorOf('semiSync.degradeAfterSeconds')} onChange={(degradeAfterSeconds) => change({ degradeAfterSeconds })} readOnly={disabledReason !== null} /></div>}
    </>
  )
}

function FailoverFields({ topology, values, onChange, errorOf, disabledReason }: SafetyFieldsProps) {
  const { failover } = values
  const change = (next: Partial<typeof failover>) => onChange({ ...values, failover: { ...failover, ...next } })
  const lossWords = topology === 'semisync'
    ? 'Go ahead even when too few replicas are there to know that they have everything. Writes that clients saw committed may then be lost.'
    : 'An asynchronous primary’s newest writes may be on it alone. Without this, a lost primary is not replaced by itself; with it, writes of its last moments may be lost.'
  return (
    <>
      <RadioGroup
        legend="When the primary is lost" columns={3} value={failover.mode} onChange={(mode) => change({ mode })}
        options={[
          { value: 'automatic', label: 'Fail over by itself', description: 'Another instance takes the writes within seconds, where that is safe.', disabledReason },
          { value: 'manual', label: 'Ask a person', description: 'Podkeeper says that it is possible; writes stop until somebody starts it.', disabledReason },
          { value: 'off', label: 'Never', description: 'Writes stop until Kubernetes has started the primary again.', disabledReason },
        ]}
      />
      {failover.mode !== 'off' && <Checkbox label="Fail over even if committed writes may be lost" description={lossWords} checked={failover.allowDataLoss} disabledReason={disabledReason} onChange={(event) => change({ allowDataLoss: event.target.checked })} />}
      {failover.mode !== 'off' && (
        <details>
          <summary className="cursor-pointer text-sm text-muted">More</summary>
          <FieldSet legend={<span className="sr-only">Timing of failover</span>} className="mt-2 grid gap-4 sm:grid-cols-2">
            <SecondsField label="Confirm its loss for" description="Seen from several sides, without a gap." value={failover.confirmSeconds} error={errorOf('failover.confirmSeconds')} onChange={(confirmSeconds) => change({ confirmSeconds })} readOnly={disabledReason !== null} />
            <SecondsField label="Quiet time between failovers" description="So that a primary that comes and goes does not move writes again and again." value={failover.quietSeconds} error={errorOf('failover.quietSeconds')} onChange={(quietSeconds) => change({ quietSeconds })} readOnly={disabledReason !== null} />
          </FieldSet>
        </details>
      )}
    </>
  )
}

interface SecondsFieldProps { label: string; description?: string; value: number; error: string | null; onChange: (seconds: number) => void; readOnly: boolean }

function SecondsField({ label, description, value, error, onChange, readOnly }: SecondsFieldProps) {
  return <Field label={label} description={description} error={error}><ScaledInput value={value} onChange={onChange} unit="s" readOnly={readOnly} /></Field>
}
