import { ACCOUNTS, objectNames, type KubernetesManifest, type ManifestInput } from '@/server/domain/kubernetes-port'
import { objectMetadata } from './metadata'

/** Stands where a password would, in previews and exports. */
export const PASSWORD_PLACEHOLDER = '…'

/** One password per account. `data` rather than `stringData` where it is applied, so that a change by hand can be seen. */
export function buildSecret(input: ManifestInput): KubernetesManifest {
  const { secrets } = input
  const passwords = Object.fromEntries(ACCOUNTS.map((account) => [account, secrets?.[account] ?? PASSWORD_PLACEHOLDER]))
  const readable = secrets === null || !input.managed
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: objectMetadata(input, objectNames(input.cluster.name).secret),
    type: 'Opaque',
    ...(readable
      ? { stringData: passwords }
      : { data: Object.fromEntries(Object.entries(passwords).map(([account, password]) => [account, Buffer.from(password, 'utf8').toString('base64')])) }),
  }
}
