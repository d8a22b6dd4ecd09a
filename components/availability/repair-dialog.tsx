'use client'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { ProblemView } from '@/components/ui/problem-view'
import { RadioGroup } from '@/components/ui/radio-group'
import { showToast } from '@/components/ui/toast'
import type { Action } from '@/server/contracts/action'
import type { ClusterDetail } from '@/server/contracts/cluster'
import type { RequestRepair } from '@/server/contracts/transfer'
import { ErrantList } from './errant-list'
import { useIntervention } from './use-intervention'

export type RepairAction = Action<RequestRepair & { id: string; instance: string }, ClusterDetail>
type Way = RequestRepair['way'] | 'keep'

interface RepairDialogProps {
  detail: ClusterDetail
  instance: string
  /** it has transactions that the primary lacks: only then can they be kept */
  hasOwnTransactions: boolean
  repair: RepairAction
  denial: string | null
  onClose: () => void
  /** opens the dialog that isolates it */
  onFence: () => void
}

/** The ways out for a replica that cannot follow, each with what it means for the data. */
export default function RepairDialog({ detail, instance, hasOwnTransactions, repair, denial, onClose, onFence }: RepairDialogProps) {
  const [way, setWay] = useState<Way>('reclone')
  const [typed, setTyped] = useState('')
  const { pending, problem, run } = useIntervention()
  const act = async () => {
    if (way === 'keep') return onFence()
    const after = await run(() => repair({ id: detail.summary.id, instance, way, confirmName: typed }))
    if (!after) return
    showToast(way === 'reclone' ? `${instance} gets a new copy` : `The transactions of ${instance} are made known everywhere`, { detail: 'Its steps are on the overview.' })
    onClose()
  }
  const blocked = (way === 'keep' ? null : denial) ?? (way === 'reclone' && typed !== instance ? `Type ${instance} first` : null)
  const verb = { reclone: `Replace the data of ${instance}`, inject: 'Keep it and count them as done', keep: `Fence ${instance}…` }[way]
  return (
    <Dialog
      open size="lg" keepOnOutsidePress title={`Repair ${instance}`} description="It cannot follow the primary by itself. What it has is not touched before you decide." onClose={onClose}
      footer={<><Button onClick={onClose}>Keep as it is</Button><Button variant={way === 'reclone' ? 'danger' : 'primary'} pending={pending} disabledReason={blocked} onClick={() => void act()}>{verb}</Button></>}
    >
      <form className="flex flex-col gap-4" onSubmit={(event) => { event.preventDefault(); if (blocked === null && !pending) void act() }}>
        {hasOwnTransactions && denial === null && <ErrantList clusterId={detail.summary.id} instance={instance} />}
        <RadioGroup
          legend="What to do" value={way} onChange={setWay}
          options={[
            { value: 'reclone', label: 'Replace its data by a copy', description: `Everything on ${instance} is overwritten from a healthy instance, its own transactions among it. Afterwards it is like the others. This cannot be undone.` },
            { value: 'inject', label: 'Keep its data, and count its own transactions as done', description: `Empty transactions with their ids are written on the primary, so that nothing blocks any more. What they changed stays on ${instance} alone: its data differs from then on, and reads there show it.`, disabledReason: hasOwnTransactions ? null : 'It has no transactions of its own' },
            { value: 'keep', label: 'Keep it for now', description: 'Isolate it as it is, to look at it or to copy something out. It serves nobody and follows nobody until the fence is lifted.' },
          ]}
        />
        {way === 'reclone' && (
          <Field label={<>Type <strong className="figures font-semibold">{instance}</strong> to replace its data</>}>
            <Input value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" spellCheck={false} className="figures" />
          </Field>
        )}
        {problem !== null && <ProblemView problem={problem} />}
      </form>
    </Dialog>
  )
}
