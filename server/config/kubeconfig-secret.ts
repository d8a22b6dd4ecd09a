import { decrypt, encrypt } from './encryption'

const PURPOSE = 'kubeconfig'

/** For KubernetesCluster.encryptedKubeconfig. */
export function encryptKubeconfig(kubeconfig: string): string {
  return encrypt(kubeconfig, PURPOSE)
}

/** @throws AppError internal when it was encrypted under another secret key */
export function decryptKubeconfig(encrypted: string): string {
  return decrypt(encrypted, PURPOSE)
}
