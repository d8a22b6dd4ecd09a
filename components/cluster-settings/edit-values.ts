import type { ClusterSpec } from '@/server/contracts/cluster-spec'

/** What the edit form holds; the rest of the definition (shape, place, number) is changed elsewhere or never. */
export interface EditValues {
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
  return /^(version|image|resources\.|lag\.|deletionProtection)/.test(inner) ? inner : null
}
