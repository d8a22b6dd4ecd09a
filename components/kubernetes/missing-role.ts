interface MissingPermission { verb: string; resource: string; group: string; /** null: everywhere */ namespace: string | null; optional: boolean }

const SENTENCE = /^(\S+) (\S+?)(?: \(([a-z0-9.-]+)\))?(?: in namespace (\S+)| in all namespaces)?( \(optional\))?$/

/** Reads "create statefulsets (apps) in namespace shop (optional)"; null when it is something else. */
export function parseMissingPermission(sentence: string): MissingPermission | null {
  const found = SENTENCE.exec(sentence.trim())
  if (!found?.[1] || !found[2]) return null
  const group = found[3] === 'optional' ? '' : (found[3] ?? '')
  return { verb: found[1], resource: found[2], group, namespace: found[4] ?? null, optional: found[5] !== undefined || found[3] === 'optional' }
}

function rulesOf(permissions: readonly MissingPermission[]): string {
  const verbs = new Map<string, string[]>()
  for (const { group, resource, verb } of permissions) verbs.set(`${group} ${resource}`, [...(verbs.get(`${group} ${resource}`) ?? []), verb])
  return [...verbs].map(([key, list]) => {
    const [group = '', resource = ''] = key.split(' ')
    return `- apiGroups: ["${group}"]\n  resources: ["${resource}"]\n  verbs: [${list.map((verb) => `"${verb}"`).join(', ')}]`
  }).join('\n')
}

function roleOf(namespace: string | null, permissions: readonly MissingPermission[]): string {
  const scope = namespace === null ? '' : `\n  namespace: ${namespace}`
  return `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${namespace === null ? 'ClusterRole' : 'Role'}\nmetadata:\n  name: podkeeper-missing${scope}\nrules:\n${rulesOf(permissions)}\n`
}

/** The roles that would give what is missing, as YAML; they must still be bound to Podkeeper's account. Empty when nothing can be read. */
export function missingRoleYaml(sentences: readonly string[]): string {
  const permissions = sentences.map(parseMissingPermission).filter((permission) => permission !== null)
  const namespaces = [...new Set(permissions.map((permission) => permission.namespace))]
  return namespaces.map((namespace) => roleOf(namespace, permissions.filter((permission) => permission.namespace === namespace))).join('---\n')
}
