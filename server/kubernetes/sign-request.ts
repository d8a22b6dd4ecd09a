import http from 'node:http'
import https from 'node:https'
import type { KubeConfig } from '@kubernetes/client-node'
import { AppError } from '@/server/contracts/errors'
import { AwayFailure } from './api-failure'

export interface SignedOptions {
  headers: Record<string, string>
  auth: string | null
  agent: http.Agent
}

export interface RequestSigner {
  server: string
  /** @throws AwayFailure when a credential plug-in fails or hangs, or a credential file cannot be read */
  sign(): Promise<SignedOptions>
  /** read the credentials anew with the next request, because these were refused */
  forget(): void
  close(): void
}

/** Service account tokens are rotated within minutes of their end; half a minute is soon enough and costs one file read. */
const REREAD_AFTER_MS = 30_000
const PLUGIN_TIMEOUT_MS = 15_000

/**
 * Turns a KubeConfig into headers and one pooled agent. The library makes a new agent for every request, so no
 * connection would ever be used twice.
 */
export function createRequestSigner(kubeConfig: KubeConfig, now: () => number): RequestSigner {
  const cluster = kubeConfig.getCurrentCluster()
  if (!cluster) throw new AppError('kubernetes.kubeconfig-invalid', 'The kubeconfig names no current cluster.', { action: 'Choose a context that exists in it.' })
  const proxied = Boolean(cluster.proxyUrl)
  let signed: { options: SignedOptions; material: string; at: number } | null = null
  let pending: Promise<SignedOptions> | null = null

  async function signAnew(): Promise<SignedOptions> {
    const options: https.RequestOptions = {}
    try {
      await withTimeout(kubeConfig.applyToHTTPSOptions(options), PLUGIN_TIMEOUT_MS)
    } catch (error) {
      throw new AwayFailure('CREDENTIALS', `The credentials for ${cluster?.server ?? 'Kubernetes'} cannot be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
    const material = JSON.stringify([options.ca, options.cert, options.key, options.passphrase, options.rejectUnauthorized, options.servername].map(String))
    const keepsAgent = signed !== null && signed.material === material
    if (signed && !keepsAgent) signed.options.agent.destroy()
    const agent = signed && keepsAgent ? signed.options.agent : openAgent(options, cluster?.server ?? '', proxied)
    const result = { headers: pickHeaders(options.headers), auth: options.auth ?? null, agent }
    signed = { options: result, material, at: now() }
    return result
  }

  return {
    server: cluster.server.replace(/\/+$/, ''),
    async sign() {
      if (signed && now() - signed.at < REREAD_AFTER_MS) return signed.options
      pending ??= signAnew().finally(() => (pending = null))
      return pending
    },
    forget() {
      if (signed) signed.at = -Infinity
    },
    close() {
      signed?.options.agent.destroy()
    },
  }
}

function openAgent(options: https.RequestOptions, server: string, proxied: boolean): http.Agent {
  if (proxied && options.agent instanceof http.Agent) return options.agent
  const pool = { keepAlive: true, maxFreeSockets: 8, scheduling: 'lifo' as const }
  if (server.startsWith('http:')) return new http.Agent(pool)
  const { ca, cert, key, passphrase, rejectUnauthorized, servername } = options
  const tls = Object.fromEntries(Object.entries({ ca, cert, key, passphrase, rejectUnauthorized, servername }).filter(([, value]) => value !== undefined && value !== null))
  return new https.Agent({ ...pool, ...tls })
}

function pickHeaders(headers: https.RequestOptions['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value).trim()]])))
}

async function withTimeout<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the credential plug-in did not answer within ${timeoutMs / 1000} s`)), timeoutMs)
  })
  try {
    return await Promise.race([work, timeout])
  } finally {
    clearTimeout(timer)
  }
}
