import { zodResolver } from '@hookform/resolvers/zod'
import type { FieldErrors, Resolver } from 'react-hook-form'
import { updateClusterSchema } from '@/server/contracts/cluster'
import type { ClusterSpec } from '@/server/contracts/cluster-spec'
import { applyEdit, type EditValues } from './edit-values'

const resolveContract = zodResolver(updateClusterSchema)

type Tree = { [key: string]: unknown }
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null

/** Validates the whole edited definition with the contract's schema. Loaded apart, because zod is large. */
export function makeEditResolver(spec: ClusterSpec): Resolver<EditValues> {
  return async (values, context) => {
    const { errors } = await resolveContract({ spec: applyEdit(spec, values) }, context, { criteriaMode: 'firstError', fields: {}, shouldUseNativeValidation: false })
    const mapped = mapEditErrors(errors, values)
    return Object.keys(mapped).length === 0 ? { values, errors: {} } : { values: {}, errors: mapped }
  }
}

function mapEditErrors(errors: Tree, values: EditValues): FieldErrors<EditValues> {
  if (!isTree(errors.spec)) return {}
  const { configuration, storage, ...rest } = errors.spec
  const mapped: Tree = { ...rest }
  if (isTree(storage) && storage.sizeBytes !== undefined) mapped.storageSizeBytes = storage.sizeBytes
  if (isTree(configuration)) {
    mapped.variables = values.variables.map((row) => {
      const problem = configuration[row.name.trim()]
      return isTree(problem) ? { name: { type: 'custom', message: row.name.trim() === '' ? 'Name the variable' : problem.message } } : undefined
    })
  }
  return mapped
}
