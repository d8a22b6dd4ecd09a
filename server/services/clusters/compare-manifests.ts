import type { Manifest } from '@/server/contracts/cluster'
import { ANNOTATIONS, type KubernetesManifest } from '@/server/domain/kubernetes-port'
import { renderObject } from '@/server/kubernetes/manifests/render-yaml'

/** The objects of two definitions side by side, in the order in which they are applied; those that go come last. */
export function compareManifests(before: readonly KubernetesManifest[], after: readonly KubernetesManifest[]): Manifest[] {
  const old = new Map(before.map((manifest) => [keyOf(manifest), render(manifest)]))
  const wanted = after.map((manifest): Manifest => {
    const yaml = render(manifest)
    const previous = old.get(keyOf(manifest)) ?? null
    return { kind: manifest.kind, name: manifest.metadata.name, change: changeOf(previous, yaml), yaml, before: previous }
  })
  const kept = new Set(after.map(keyOf))
  const gone = before.filter((manifest) => !kept.has(keyOf(manifest)))
  return [...wanted, ...gone.map((manifest): Manifest => ({ kind: manifest.kind, name: manifest.metadata.name, change: 'delete', yaml: render(manifest), before: render(manifest) }))]
}

function changeOf(before: string | null, after: string): Manifest['change'] {
  if (before === null) return 'create'
  return before === after ? 'unchanged' : 'update'
}

const keyOf = (manifest: KubernetesManifest): string => `${manifest.apiVersion}/${manifest.kind}/${manifest.metadata.name}`

/** Without the hash of the rest, which would make a noisy difference of every change. */
function render(manifest: KubernetesManifest): string {
  const metadata = { ...manifest.metadata }
  const annotations = Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([name]) => name !== ANNOTATIONS.specHash))
  if (Object.keys(annotations).length > 0) metadata.annotations = annotations
  else delete metadata.annotations
  return renderObject({ ...manifest, metadata })
}

/** Whether pods must be restarted to become as the second list wants them. */
export function podsRestart(before: readonly KubernetesManifest[], after: readonly KubernetesManifest[]): boolean {
  const template = (manifests: readonly KubernetesManifest[]) => JSON.stringify(manifests.filter((manifest) => manifest.kind === 'StatefulSet').map((manifest) => templateOf(manifest)))
  return template(before) !== template(after)
}

function templateOf(manifest: KubernetesManifest): unknown {
  const { spec } = manifest
  return typeof spec === 'object' && spec !== null && 'template' in spec ? spec.template : null
}
