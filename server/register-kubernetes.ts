import { runInTransaction, type Transaction } from '@/server/database/client'

const NAMES = { sandbox: 'sandbox', 'in-cluster': 'this-cluster', environment: 'kubeconfig' } as const

/**
 * The row of the Kubernetes cluster of the environment, made at the first start. It keeps the context of that start: another
 * current-context in the kubeconfig must not lead MySQL clusters to another Kubernetes cluster. Processes that start together
 * wait for each other.
 * @param context the current one of the kubeconfig; null for the other sources, or when it cannot be read
 */
export async function registerKubernetes(source: keyof typeof NAMES, context: string | null): Promise<{ id: string }> {
  return runInTransaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('podkeeper register-kubernetes'))`
    const known = await tx.kubernetesCluster.findFirst({ where: { source } })
    if (known !== null && (known.context !== null || context === null)) return known
    // An older version kept no context, and gave every kubeconfig the same name.
    const name = known === null || known.name === NAMES[source] ? await chooseName(tx, context ?? NAMES[source], known?.id ?? null) : known.name
    if (known === null) return tx.kubernetesCluster.create({ data: { name, source, context } })
    return tx.kubernetesCluster.update({ where: { id: known.id }, data: { name, context } })
  })
}

/** Somebody may have added a Kubernetes cluster of that name already. */
async function chooseName(tx: Transaction, wanted: string, except: string | null): Promise<string> {
  const others = await tx.kubernetesCluster.findMany({ where: except === null ? {} : { id: { not: except } }, select: { name: true } })
  const taken = new Set(others.map(({ name }) => name))
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`
    if (!taken.has(name)) return name
  }
}
