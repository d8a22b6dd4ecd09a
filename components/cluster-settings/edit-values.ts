import type { SafetyValues } from '@/components/lib/safety-fields'
import type { ClusterSpec } from '@/server/contracts/cluster-spec'

const INSTANCES_OF_MORE = 3

/** What the edit form holds; the rest of the definition (management, place, number) is changed elsewhere or never. */
export interface EditValues extends SafetyValues {
  topology: ClusterSpec['topology']
  /** asked for when a single instance becomes more; else scaling is for that */
  instances: number
  version: string
  image: string
  resources: ClusterSpec['resources']
  storageSizeBytes: number
  lag: ClusterSpec['lag']
  deletionProtection: boolean
  variables: { name: string; value: string }[]
}

export function toEditValues(spec: ClusterSpec): EditValues {
  return {
    topology: spec.topology,
    instances: spec.topology === 'single' ? INSTANCES_OF_MORE : spec.instances,
    semiSync: { ...spec.semiSync },
    failover: { ...spec.failover },
    version: spec.version,
    image: spec.image ?? '',
    resources: { ...spec.resources },
    storageSizeBytes: spec.storage.sizeBytes,
    lag: { ...spec.lag },
    deletionProtection: spec.deletionProtection,
    variables: Object.entries(spec.configuration).map(([name, value]) => ({ name, value })),
  }
}

/** The whole definition with the edited fields put in. */
export function applyEdit(spec: ClusterSpec, values: EditValues): ClusterSpec {
  const image = values.image.trim()
  return {
    ...spec,
    topology: values.topology,
    instances: spec.topology === 'single' && values.topology !== 'single' ? values.instances : spec.instances,
    semiSync: values.semiSync,
    failover: values.failover,
    version: values.version.trim(),
    image: image === '' ? null : image,
    resources: values.resources,
    storage: { ...spec.storage, sizeBytes: values.storageSizeBytes },
    lag: values.lag,
    deletionProtection: values.deletionProtection,
    configuration: Object.fromEntries(values.variables.filter((v) => v.name.trim() !== '' || v.value.trim() !== '').map((v) => [v.name.trim(), v.value.trim()])),
  }
}

/** The field of the form that a problem of the server belongs to, by its path in the input; null: it concerns the whole. */
export function fieldOfProblem(path: string, values: EditValues): string | null {
  const inner = path.replace(/^spec\./, '')
  if (inner === 'storage.sizeBytes') return 'storageSizeBytes'
  const variable = /^configuration\.(.+)$/.exec(inner)?.[1]
  if (variable !== undefined) {
    const row = values.variables.findIndex((v) => v.name.trim() === variable)
    return row === -1 ? null : `variables.${row}.name`
  }
  return /^(topology|instances|semiSync\.|failover\.|version|image|resources\.|lag\.|deletionProtection)/.test(inner) ? inner : null
}
