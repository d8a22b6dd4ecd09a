import { z } from 'zod'
import { AppError } from '@/server/contracts/errors'
import { ACCOUNTS, type ClusterSecrets } from '@/server/domain/kubernetes-port'
import { decrypt, encrypt } from './encryption'

const PURPOSE = 'cluster-secrets'
const secretsSchema = z.record(z.enum(ACCOUNTS), z.string().min(1))

/** For Cluster.encryptedSecrets. */
export function encryptSecrets(secrets: ClusterSecrets): string {
  return encrypt(JSON.stringify(secrets), PURPOSE)
}

/**
 * Passwords of a cluster's accounts from Cluster.encryptedSecrets.
 * @throws AppError internal when there are none, an account is missing, or they were encrypted under another key
 */
export function decryptSecrets(encrypted: string | null): ClusterSecrets {
  if (encrypted === null) throw new AppError('internal', 'The cluster has no stored passwords.', { action: 'Restore Podkeeper\'s database from a backup that has them.' })
  const parsed = secretsSchema.safeParse(JSON.parse(decrypt(encrypted, PURPOSE)))
  if (!parsed.success) throw new AppError('internal', 'The stored passwords of the cluster are incomplete.', { action: 'Restore Podkeeper\'s database from a backup that has them.' })
  return parsed.data
}
