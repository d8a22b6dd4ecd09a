import type { z } from 'zod'
import type { Actor } from '@/server/contracts/access'
import type { credentialsSchema } from '@/server/contracts/cluster'
import { decryptSecrets } from '@/server/config/cluster-secrets'
import { runInTransaction } from '@/server/database/client'
import type { AccountName } from '@/server/domain/kubernetes-port'
import { writeAudit } from '../audit/write-audit'
import { loadCluster } from './load-cluster'
import { requirePermission } from './require-permission'

export type Credentials = z.infer<typeof credentialsSchema>

/**
 * The password of an account. Who saw which is in the audit log; when that cannot be written the password is not shown.
 * @throws AppError auth.forbidden, not-found, cluster.gone, internal (stored under another secret key)
 */
export async function revealCredentials(actor: Actor, input: { id: string; account: AccountName }): Promise<Credentials> {
  requirePermission(actor, 'credentials.reveal')
  return runInTransaction(async (tx) => {
    const cluster = await loadCluster(input.id, tx)
    const password = decryptSecrets(cluster.encryptedSecrets)[input.account]
    await writeAudit(tx, {
      actor,
      action: 'credentials.reveal',
      target: { kind: 'cluster', id: cluster.id, name: `${cluster.namespace}/${cluster.name}` },
      after: { account: input.account },
    })
    // the accounts are called as their purpose
    return { account: input.account, username: input.account, password }
  })
}
