import { text } from 'node:stream/consumers'
import { loadCredentials, openKubernetes } from '@/server/kubernetes/open-kubernetes'

/** The child of measure-memory: reads a kubeconfig on standard input, fills its caches, prints what it takes. */
async function main(): Promise<void> {
  const kubeconfig = await text(process.stdin)
  const connection = await openKubernetes({ id: 'bench', credentials: loadCredentials({ source: 'kubeconfig', kubeconfig, context: null }) })
  const startedAt = performance.now()
  await connection.watch.start()
  const fillSeconds = (performance.now() - startedAt) / 1000
  global.gc?.()
  process.stdout.write(JSON.stringify({ rssMib: process.memoryUsage().rss / 1024 ** 2, fillSeconds }))
  await connection.close()
  process.exit(0)
}

void main()
