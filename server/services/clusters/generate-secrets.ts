import { randomInt } from 'node:crypto'
import { ACCOUNTS, type ClusterSecrets } from '@/server/domain/kubernetes-port'

/** No character that a shell, a URL or a connection string would need quoted. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
/** 32 of 62 characters: 190 bits; MySQL's replication takes no longer password. */
const PASSWORD_LENGTH = 32

/** A random password for every account. */
export function generateSecrets(): ClusterSecrets {
  const entries = ACCOUNTS.map((account) => [account, generatePassword()] as const)
  return Object.fromEntries(entries) as ClusterSecrets
}

function generatePassword(): string {
  return Array.from({ length: PASSWORD_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}
