import { CLUSTER_PRESETS, type ClusterSpec } from '@/server/contracts/cluster-spec'
import { systemClock } from '@/server/domain/clock'
import { analyzeCluster } from '@/server/domain/analyze-cluster'
import type { ClusterReference, ClusterSecrets, KubernetesManifest } from '@/server/domain/kubernetes-port'
import { emptyMemory, type ClusterDefinition, type OperatorMemory } from '@/server/domain/memory'
import { manifestBuilder } from '@/server/kubernetes/manifests/build-manifests'
import { carryOut } from '@/server/operator/act'
import { observeCluster } from '@/server/operator/observe'
import { createSandbox, type Sandbox } from '@/server/sandbox/create-sandbox'
import type { Figure } from './report'

const CLUSTERS = 200
const LATENCY_MS = 5
const ROUNDS = 10
const SETTLE_TIMEOUT_MS = 240_000

interface Subject { definition: ClusterDefinition; owner: ClusterReference; wanted: KubernetesManifest[]; memory: OperatorMemory; level: string }
const secrets: ClusterSecrets = { root: 'r', operator: 'o', replication: 'r', clone: 'c', backup: 'b', exporter: 'e' }

/** One full round: observe, analyze and act for 200 clusters of three on the sandbox's adapters, which answer after 5 ms. */
export async function measureRounds(): Promise<Figure[]> {
  const sandbox = createSandbox({ clock: systemClock, seed: 1, kubernetesClusterId: 'bench', latencyMs: LATENCY_MS, nodeCapacity: { cpuMillicores: 4_000_000, memoryBytes: 64 * 1024 ** 4 } })
  sandbox.start()
  try {
    await sandbox.connection.watch.start()
    const subjects = Array.from({ length: CLUSTERS }, (_, index) => subject(index))
    const until = Date.now() + SETTLE_TIMEOUT_MS
    while (subjects.some(({ level }) => level !== 'healthy')) {
      if (Date.now() > until) throw new Error(`${subjects.filter(({ level }) => level !== 'healthy').length} of ${CLUSTERS} clusters did not become healthy in time`)
      await round(sandbox, subjects)
      // The simulated world moves by timers, which a loop of rounds alone would starve.
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    const values: number[] = []
    for (let index = 0; index < ROUNDS; index++) {
      const startedAt = performance.now()
      await round(sandbox, subjects)
      values.push(performance.now() - startedAt)
    }
    return [{ name: `a round of ${CLUSTERS} clusters of 3`, unit: 'ms', values, target: 5_000, how: `observe, analyze and act for all, on the sandbox with ${LATENCY_MS} ms added to each call; nothing stored` }]
  } finally {
    sandbox.stop()
  }
}

function subject(index: number): Subject {
  const spec = { ...(CLUSTER_PRESETS[1]?.spec as ClusterSpec), resources: { cpuRequestMillicores: 100, cpuLimitMillicores: null, memoryBytes: 512 * 1024 ** 2 } }
  const owner = { clusterId: `cluster-${index}`, namespace: 'default', name: `bench-${index}` }
  const definition: ClusterDefinition = { id: owner.clusterId, name: owner.name, namespace: owner.namespace, spec, generation: 1, useKeptVolumes: false, createdAt: Date.now(), deletion: null, pause: null, fenced: [], operations: [] }
  return { definition, owner, memory: emptyMemory(), level: 'working', wanted: manifestBuilder.build({ cluster: owner, spec, secrets, replicas: spec.instances, managed: true }) }
}

async function round(sandbox: Sandbox, subjects: Subject[]): Promise<void> {
  await Promise.all(subjects.map(async (one) => {
    const observation = await observeCluster({ clock: systemClock, connection: sandbox.connection, mysql: sandbox.mysql, owner: one.owner, wanted: one.wanted, secrets, includeSizes: false })
    const analysis = analyzeCluster(one.definition, observation, one.memory, Date.now())
    one.memory = analysis.memory
    one.level = analysis.status.level
    await carryOut(analysis.decisions, { connection: sandbox.connection, mysql: sandbox.mysql, owner: one.owner, wanted: one.wanted, secrets, observation, mayAct: () => true, finishDeletion: () => Promise.resolve() })
  }))
}
