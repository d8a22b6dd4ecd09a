'use client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { requestJson } from '@/components/lib/api-client'
import { formatCount } from '@/components/lib/format'
import { problemFrom } from '@/components/lib/problem'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Field } from '@/components/ui/field'
import { ProblemView } from '@/components/ui/problem-view'
import { RelativeTime } from '@/components/ui/relative-time'
import { Select } from '@/components/ui/select'
import { showToast } from '@/components/ui/toast'
import type { Problem } from '@/server/contracts/errors'
import type { ActiveFault, SandboxFault, SandboxState } from '@/server/contracts/sandbox'
import { listInstanceFaults } from './instance-faults'
import { LoadSlider } from './load-slider'

interface SandboxPanelProps {
  clusterId: string
  instances: readonly { name: string; role: string }[]
  /** why faults cannot be made; null when they can */
  disabledReason: string | null
}

const STATE_KEY = ['sandbox'] as const

/** Break things to see what Podkeeper does. Only in the sandbox. */
export function SandboxPanel({ clusterId, instances, disabledReason }: SandboxPanelProps) {
  const client = useQueryClient()
  const [problem, setProblem] = useState<Problem | null>(null)
  const [pending, setPending] = useState<string | null>(null)
  const state = useQuery({ queryKey: STATE_KEY, queryFn: ({ signal }) => requestJson<SandboxState>('/api/v1/sandbox', { signal }) })
  const send = async (key: string, request: () => Promise<SandboxState>, said: string) => {
    setPending(key)
    setProblem(null)
    try {
      client.setQueryData(STATE_KEY, await request())
      showToast(said)
    } catch (error) {
      setProblem(problemFrom(error))
    } finally {
      setPending(null)
    }
  }
  const inject = (fault: SandboxFault, said: string) => void send(fault.type, () => requestJson<SandboxState>('/api/v1/sandbox/faults', { method: 'POST', body: fault }), said)
  const end = (fault: ActiveFault) => void send(fault.id, () => requestJson<SandboxState>(`/api/v1/sandbox/faults/${encodeURIComponent(fault.id)}`, { method: 'DELETE' }), `Ended: ${fault.description}`)
  const load = state.data?.loads.find((l) => l.clusterId === clusterId)?.transactionsPerSecond ?? null
  return (
    <Card title="Sandbox: break something" description="Simulated MySQL and Kubernetes; nothing real is touched.">
      <div className="flex flex-col gap-5">
        {problem !== null && <ProblemView problem={problem} />}
        {state.isError && <ProblemView problem={problemFrom(state.error)} />}
        <InstanceFaults clusterId={clusterId} instances={instances} pending={pending} disabledReason={disabledReason} inject={inject} />
        <WideFaults nodes={state.data?.nodes ?? []} pending={pending} disabledReason={disabledReason} inject={inject} />
        <LoadSlider key={load ?? 'unknown'} load={load} disabledReason={disabledReason} onChange={(transactionsPerSecond) => inject({ type: 'set-load', clusterId, transactionsPerSecond }, `Load: ${formatCount(transactionsPerSecond)} transactions per second`)} />
        <ActiveFaults faults={state.data?.faults ?? []} pending={pending} disabledReason={disabledReason} onEnd={end} />
      </div>
    </Card>
  )
}

interface FaultsProps { pending: string | null; disabledReason: string | null; inject: (fault: SandboxFault, said: string) => void }

function InstanceFaults({ clusterId, instances, pending, disabledReason, inject }: FaultsProps & { clusterId: string; instances: SandboxPanelProps['instances'] }) {
  const [chosen, setChosen] = useState<string | null>(null)
  const target = instances.find((i) => i.name === chosen) ?? instances.find((i) => i.role === 'replica') ?? instances[0]
  if (target === undefined) return <p className="text-sm text-muted">There is no instance yet.</p>
  const primary = instances.find((i) => i.role === 'primary')?.name ?? null
  return (
    <div className="flex flex-col gap-3">
      <Field label="Instance" className="flex w-44 flex-col gap-1"><Select value={target.name} onChange={(event) => setChosen(event.target.value)}>{instances.map((i) => <option key={i.name} value={i.name}>{i.name} ({i.role})</option>)}</Select></Field>
      {listInstanceFaults(clusterId, target, primary).map(({ title, choices }) => (
        <div key={title} role="group" aria-label={title} className="flex flex-wrap items-center gap-2">
          <span aria-hidden className="w-28 shrink-0 text-sm text-muted">{title}</span>
          {choices.map(({ fault, label, said, reason }) => <Button key={fault.type} size="sm" pending={pending === fault.type} disabledReason={disabledReason ?? reason} onClick={() => inject(fault, said)}>{label}</Button>)}
        </div>
      ))}
    </div>
  )
}

function WideFaults({ nodes, pending, disabledReason, inject }: FaultsProps & { nodes: SandboxState['nodes'] }) {
  const [chosen, setChosen] = useState<string | null>(null)
  const node = nodes.find((n) => n.name === chosen) ?? nodes[0]
  return (
    <div className="flex flex-wrap items-end gap-2">
      {node !== undefined && (
        <>
          <Field label="Node" className="flex w-44 flex-col gap-1"><Select value={node.name} onChange={(event) => setChosen(event.target.value)}>{nodes.map((n) => <option key={n.name} value={n.name}>{n.name} ({n.zone})</option>)}</Select></Field>
          <Button pending={pending === 'cut-node'} disabledReason={disabledReason} onClick={() => inject({ type: 'cut-node', node: node.name }, `Cut ${node.name} off`)}>Cut the node off</Button>
          <Button pending={pending === 'stop-node'} disabledReason={disabledReason} onClick={() => inject({ type: 'stop-node', node: node.name }, `${node.name} has no power`)}>Power it off</Button>
        </>
      )}
      <Button pending={pending === 'api-server-away'} disabledReason={disabledReason} onClick={() => inject({ type: 'api-server-away' }, 'The API server is away')}>Take the API server away</Button>
    </div>
  )
}

function ActiveFaults({ faults, pending, disabledReason, onEnd }: { faults: readonly ActiveFault[]; pending: string | null; disabledReason: string | null; onEnd: (fault: ActiveFault) => void }) {
  return (
    <section aria-label="Faults that last" aria-live="polite">
      <h3 className="mb-1 font-medium">Faults that last</h3>
      {faults.length === 0 ? <p className="text-sm text-muted">None. What happens at once, such as a kill, ends by itself; the others last until they are ended.</p> : (
        <ul className="divide-y rounded-md border">
          {faults.map((fault) => (
            <li key={fault.id} className="flex flex-wrap items-center gap-2 px-3 py-2 text-sm">
              <span className="min-w-0 grow">{fault.description} <span className="text-muted">since <RelativeTime at={fault.since} /></span></span>
              <Button size="sm" pending={pending === fault.id} disabledReason={disabledReason} onClick={() => onEnd(fault)}>End it</Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
