import { readFileSync } from 'node:fs'
import path from 'node:path'
import { randomBytes } from 'node:crypto'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { ApiClient } from '../api-client'
import { ApiFailure } from '../api-failure'
import { loadCredentials } from '../load-credentials'

/** A namespace of a test's own on a real Kubernetes, and accounts there that have the roles of deploy/ and nothing else. */
export interface RealCluster {
  admin: ApiClient
  namespace: string
  /**
   * @param roles files below deploy/
   * @param change drops or keeps rules, to see what a missing permission does
   * @param clusterRoles files below deploy/ that are given in all namespaces, while `roles` are in this one only
   * @returns a kubeconfig with the account's token
   */
  makeAccount(name: string, roles: readonly string[], change?: (rules: RoleRule[]) => RoleRule[], clusterRoles?: readonly string[]): Promise<string>
  close(): Promise<void>
}

const ruleSchema = z.object({ apiGroups: z.array(z.string()), resources: z.array(z.string()), verbs: z.array(z.string()) })
export type RoleRule = z.infer<typeof ruleSchema>
const roleSchema = z.object({ kind: z.string(), rules: z.array(ruleSchema).optional() })
const RBAC = '/apis/rbac.authorization.k8s.io/v1'

export async function openRealCluster(): Promise<RealCluster> {
  const { kubeConfig } = loadCredentials({ source: 'environment' })
  const admin = new ApiClient(kubeConfig)
  const namespace = `adapter-${randomBytes(3).toString('hex')}`
  const made: string[] = []
  const post = (at: string, body: object) => admin.request({ method: 'POST', path: at, body })
  await post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })

  async function give(account: string, role: string, rules: RoleRule[], everywhere: boolean): Promise<void> {
    const apiVersion = 'rbac.authorization.k8s.io/v1'
    const bindings = everywhere ? `${RBAC}/clusterrolebindings` : `${RBAC}/namespaces/${namespace}/rolebindings`
    await post(`${RBAC}/clusterroles`, { apiVersion, kind: 'ClusterRole', metadata: { name: role }, rules })
    await post(bindings, {
      apiVersion, kind: everywhere ? 'ClusterRoleBinding' : 'RoleBinding', metadata: { name: role },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
    })
    made.push(`${RBAC}/clusterroles/${role}`, `${bindings}/${role}`)
  }

  async function makeAccount(name: string, roles: readonly string[], change: (rules: RoleRule[]) => RoleRule[] = (rules) => rules, clusterRoles?: readonly string[]): Promise<string> {
    const unique = `${namespace}-${name}`
    await post(`/api/v1/namespaces/${namespace}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } })
    await give(name, unique, change(roles.flatMap(readRules)), clusterRoles === undefined)
    if (clusterRoles !== undefined) await give(name, `${unique}-everywhere`, clusterRoles.flatMap(readRules), true)
    const answer = await post(`/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`, { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } })
    const { token } = z.object({ status: z.object({ token: z.string() }) }).parse(answer).status
    const cluster = kubeConfig.getCurrentCluster()
    return JSON.stringify({
      'current-context': 'test',
      clusters: [{ name: 'c', cluster: { server: cluster?.server, ...(cluster?.caData ? { 'certificate-authority-data': cluster.caData } : { 'insecure-skip-tls-verify': true }) } }],
      users: [{ name: 'u', user: { token } }],
      contexts: [{ name: 'test', context: { cluster: 'c', user: 'u' } }],
    })
  }

  return {
    admin,
    namespace,
    makeAccount,
    async close() {
      for (const at of [...made, `/api/v1/namespaces/${namespace}`]) await admin.request({ method: 'DELETE', path: at }).catch(ignoreMissing)
      admin.close()
    },
  }
}

function readRules(file: string): RoleRule[] {
  const text = readFileSync(path.join(import.meta.dirname, '../../../deploy', file), 'utf8')
  return parseAllDocuments(text).flatMap((document) => roleSchema.parse(document.toJS()).rules ?? [])
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof ApiFailure) || error.status !== 404) throw error
}
