import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { BASE_ROLE, NODE_STATISTICS_ROLE, type PermissionRule } from './required-permissions'

const roleSchema = z.object({ kind: z.string(), rules: z.array(z.object({ apiGroups: z.array(z.string()), resources: z.array(z.string()), verbs: z.array(z.string()) })).optional() })

function readRole(file: string): string[] {
  const text = readFileSync(path.join(import.meta.dirname, '../../deploy', file), 'utf8')
  const roles = parseAllDocuments(text).map((document) => roleSchema.parse(document.toJS()))
  return roles.flatMap(({ rules = [] }) => rules.flatMap(({ apiGroups, resources, verbs }) => apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}.${group}`))))).sort()
}

const listed = (rules: readonly PermissionRule[]) => rules.flatMap(({ group, resource, verbs }) => verbs.map((verb) => `${verb} ${resource}.${group}`)).sort()

describe('the roles in deploy/', () => {
  it('give the operator exactly what Podkeeper asks Kubernetes whether it has', () => expect(readRole('rbac/operator-role.yaml')).toEqual(listed(BASE_ROLE)))
  it('give where namespaces are restricted what no Role can give', () => {
    expect(readRole('rbac-namespaces/cluster-reader.yaml')).toEqual(listed(BASE_ROLE.filter(({ clusterScoped }) => clusterScoped)))
  })
  it('keep node statistics apart', () => expect(readRole('rbac-node-statistics/role.yaml')).toEqual(listed(NODE_STATISTICS_ROLE)))
  it('give the console nothing that the operator does not have but dry runs of pods and claims, no deletion and no list of Secrets', () => {
    const web = readRole('rbac/web-role.yaml')
    expect([...listed(BASE_ROLE), 'create pods.', 'create persistentvolumeclaims.']).toEqual(expect.arrayContaining(web))
    expect(web.filter((permission) => permission.startsWith('delete') || permission === 'list secrets.')).toEqual([])
  })
})
