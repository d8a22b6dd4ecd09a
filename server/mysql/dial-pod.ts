import type { Duplex } from 'node:stream'

/** What is needed to reach the MySQL port of a pod. */
export interface DialTarget {
  kubernetesClusterId: string
  namespace: string
  pod: string
  /** pod IP; null when not assigned yet */
  address: string | null
}

/**
 * Opens a byte stream to port 3306 of a pod: straight to its address inside the cluster, through the API server's
 * port-forward outside. Rejects with an Error; code ECONNREFUSED where nothing listens.
 */
export type DialPod = (target: DialTarget) => Promise<Duplex>
