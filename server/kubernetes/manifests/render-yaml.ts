import { stringify } from 'yaml'
import { ACCOUNTS, LABELS, objectNames, type KubernetesManifest, type ManifestInput } from '@/server/domain/kubernetes-port'

/**
 * YAML text of a cluster's objects, as `kubectl apply -f` takes it. Scripts and my.cnf are block literals, so that they can be
 * read. Standing alone without passwords, the Secret is replaced by a comment that says how to make it.
 */
export function renderYaml(manifests: readonly KubernetesManifest[], input: ManifestInput): string {
  const documents = manifests.map((manifest) => (leavesOutSecret(manifest, input) ? secretInstructions(input) : renderObject(manifest)))
  return `${headComment(input)}${documents.join('---\n')}`
}

/** YAML text of one object. */
export function renderObject(manifest: KubernetesManifest): string {
  return stringify(manifest, { lineWidth: 0, blockQuote: 'literal', aliasDuplicateObjects: false })
}

function leavesOutSecret(manifest: KubernetesManifest, input: ManifestInput): boolean {
  return manifest.kind === 'Secret' && !input.managed && input.secrets === null
}

function secretInstructions(input: ManifestInput): string {
  const name = objectNames(input.cluster.name).secret
  const literals = ACCOUNTS.map((account) => `#     --from-literal=${account}="$(openssl rand -hex 16)"`)
  return [
    `# Secret ${name} is not in this file, because it holds the passwords. Make it in the same namespace before the pods start:`,
    '#',
    `#   kubectl create secret generic ${name} \\`,
    ...literals.map((line, index) => (index < literals.length - 1 ? `${line} \\` : line)),
    '',
  ].join('\n')
}

function headComment(input: ManifestInput): string {
  return `${headLines(input).map((line) => (line === '' ? '#' : `# ${line}`)).join('\n')}\n`
}

function headLines(input: ManifestInput): string[] {
  const { name, namespace } = input.cluster
  const names = objectNames(name)
  if (input.managed) return [`MySQL cluster ${name} in namespace ${namespace}, as Podkeeper applies it (server-side apply, field manager podkeeper).`]
  const services = `Write to ${names.primaryService}:3306, read from ${names.readService}:3306. The password of root is key root of Secret ${names.secret}.`
  switch (input.spec.management) {
    case 'statefulset':
      return [
        `MySQL cluster ${name}. Needs nothing but Kubernetes: kubectl apply -n <namespace> -f this-file.yaml`,
        services,
        `Ordinal 0 takes the writes; the others clone from each other and follow it. Scale with kubectl scale statefulset ${name}.`,
        'Selectors cannot leave one ordinal out, so the read service leads to ordinal 0 as well until its pod is labelled, once after each restart of it:',
        `kubectl label pod ${name}-0 ${LABELS.role}=primary --overwrite`,
      ]
    case 'operator':
      return [
        `MySQL cluster ${name} for operator management.`,
        'These objects need Podkeeper: every instance starts read-only, and it is Podkeeper that opens the primary, points replicas',
        'at it and labels the pods that the services select. For files that stand alone choose statefulset management.',
        services,
      ]
  }
}
