import { spawn } from 'node:child_process'
import path from 'node:path'
import { FakeApiServer } from '@/server/kubernetes/testing/fake-api-server'
import { addFakeCluster } from '@/server/kubernetes/testing/make-fake-cluster'
import type { Figure } from './report'

const CLUSTERS = 2_000
const INSTANCES = 5

/** Memory of a process that watches 10,000 pods; the fake API server is in this process, so that only the watching one is counted. */
export async function measureMemory(): Promise<Figure[]> {
  const server = await new FakeApiServer().start()
  for (let index = 0; index < CLUSTERS; index++) addFakeCluster(server.store, { namespace: `n${index % 50}`, name: `c${index}`, clusterId: `id-${index}`, instances: INSTANCES })
  try {
    const { rssMib, fillSeconds } = await watchInChild(server.kubeconfig)
    const pods = (CLUSTERS * INSTANCES).toLocaleString('en')
    return [
      { name: `memory with ${pods} watched pods`, unit: 'MiB', values: [rssMib], target: 400, how: `resident set of a process with the Kubernetes adapter whose caches hold ${CLUSTERS} clusters of ${INSTANCES} from a fake API server` },
      { name: `caches filled with ${pods} pods`, unit: 's', values: [fillSeconds], target: null, how: 'from the start of the watch to complete caches' },
    ]
  } finally {
    await server.stop()
  }
}

function watchInChild(kubeconfig: string): Promise<{ rssMib: number; fillSeconds: number }> {
  const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', path.join(import.meta.dirname, 'watch-pods.ts')], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(kubeconfig)
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => { text += chunk.toString() })
    child.on('error', reject)
    child.on('close', (status) => (status === 0 ? resolve(JSON.parse(text) as { rssMib: number; fillSeconds: number }) : reject(new Error(`the watching process ended with ${status}`))))
  })
}
