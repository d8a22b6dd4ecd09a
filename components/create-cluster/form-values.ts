import type { CreateCluster } from '@/server/contracts/cluster'
import type { ClusterPreset, ClusterSpec } from '@/server/contracts/cluster-spec'
import type { KubernetesClusterView } from '@/server/contracts/kubernetes'

export type PresetId = ClusterPreset['id'] | 'custom'

/** A configuration variable as a row of the form; rows keep their place while their name is typed. */
export interface VariableRow { name: string; value: string }

/** What the form holds: the contract's input, with the configuration as rows. */
export interface ClusterFormValues {
  preset: PresetId
  kubernetesClusterId: string | null
  namespace: string
  name: string
  useKeptVolumes: boolean
  spec: Omit<ClusterSpec, 'configuration' | 'imagePullSecrets'>
  variables: VariableRow[]
  /** comma separated, as people type them */
  pullSecrets: string
}

/** What the link that led here fills in. */
export interface Prefill { name: string; namespace: string | null; useKeptVolumes: boolean }
const NO_PREFILL: Prefill = { name: '', namespace: null, useKeptVolumes: false }

/**
 * Everything filled in, so that a name suffices.
 * @param preset where sizes start from
 * @param kubernetesClusters first reachable one is chosen, else the first
 */
export function makeDefaultValues(preset: ClusterPreset, kubernetesClusters: readonly KubernetesClusterView[], prefill: Prefill = NO_PREFILL): ClusterFormValues {
  const kubernetesCluster = kubernetesClusters.find((k) => k.reachable === true) ?? kubernetesClusters[0]
  return {
    preset: preset.id,
    kubernetesClusterId: kubernetesCluster?.id ?? null,
    namespace: prefill.namespace ?? chooseNamespace(kubernetesCluster),
    name: prefill.name,
    useKeptVolumes: prefill.useKeptVolumes,
    ...presetFields(preset),
  }
}

/** `default` where it exists, else the first namespace that is not Kubernetes' own. */
export function chooseNamespace(kubernetesCluster: KubernetesClusterView | undefined): string {
  const names = usableNamespaces(kubernetesCluster)
  return names.includes('default') || names[0] === undefined ? 'default' : names[0]
}

/** Namespaces to offer: not terminating, not Kubernetes' own; sorted. */
export function usableNamespaces(kubernetesCluster: KubernetesClusterView | undefined): string[] {
  return (kubernetesCluster?.inventory?.namespaces ?? [])
    .filter((n) => !n.terminating && !n.name.startsWith('kube-'))
    .map((n) => n.name)
    .sort((a, b) => a.localeCompare(b))
}

/** The fields of the form that a preset decides; name and place stay as they are. */
export function presetFields(preset: ClusterPreset): Pick<ClusterFormValues, 'spec' | 'variables' | 'pullSecrets'> {
  const { configuration, imagePullSecrets, ...spec } = preset.spec
  return { spec: structuredClone(spec), variables: toRows(configuration), pullSecrets: imagePullSecrets.join(', ') }
}

export function toRows(configuration: Readonly<Record<string, string>>): VariableRow[] {
  return Object.entries(configuration).map(([name, value]) => ({ name, value }))
}

/** Rows without name and value are ignored; of two with one name the later wins (the form reports duplicates). */
export function toConfiguration(rows: readonly VariableRow[]): Record<string, string> {
  return Object.fromEntries(rows.filter((r) => r.name.trim() !== '' || r.value.trim() !== '').map((r) => [r.name.trim(), r.value.trim()]))
}

export function splitPullSecrets(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((name) => name !== ''))]
}

/** The contract's input of what the form holds. Not validated: the resolver and the server do that. */
export function toCreateCluster(values: ClusterFormValues): CreateCluster {
  const image = values.spec.image?.trim() ?? ''
  return {
    kubernetesClusterId: values.kubernetesClusterId,
    namespace: values.namespace.trim(),
    name: values.name.trim(),
    useKeptVolumes: values.useKeptVolumes,
    spec: {
      ...values.spec,
      version: values.spec.version.trim(),
      image: image === '' ? null : image,
      imagePullSecrets: splitPullSecrets(values.pullSecrets),
      configuration: toConfiguration(values.variables),
    },
  }
}

/** True when sizes, shape or configuration are no longer those of the preset. */
export function differsFromPreset(values: Pick<ClusterFormValues, 'spec' | 'variables'>, preset: ClusterPreset): boolean {
  const wanted = presetFields(preset)
  return JSON.stringify([values.spec, values.variables]) !== JSON.stringify([wanted.spec, wanted.variables])
}
