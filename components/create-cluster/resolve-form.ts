import { zodResolver } from '@hookform/resolvers/zod'
import type { FieldErrors, Resolver, ResolverOptions } from 'react-hook-form'
import { createClusterSchema } from '@/server/contracts/cluster'
import { toCreateCluster, type ClusterFormValues, type VariableRow } from './form-values'

const resolveContract = zodResolver(createClusterSchema)

/** Validates with the contract's own schema and puts its problems on the form's fields. Loaded apart, because zod is large. */
export const resolveClusterForm: Resolver<ClusterFormValues> = async (values, context, options) => {
  // ResolverOptions differ only in the type of the fields' names, which the contract's resolver does not read.
  const contractOptions = { criteriaMode: 'firstError', fields: {}, shouldUseNativeValidation: false } satisfies ResolverOptions<Parameters<typeof resolveContract>[0]>
  void options
  const { errors } = await resolveContract(toCreateCluster(values), context, contractOptions)
  const mapped = mapErrors(errors, values.variables)
  return Object.keys(mapped).length === 0 ? { values, errors: {} } : { values: {}, errors: mapped }
}

type Tree = { [key: string]: unknown }
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null

/** Moves `spec.configuration.<variable>` to the row of that variable, `spec.imagePullSecrets` to its text field. */
function mapErrors(errors: Tree, rows: readonly VariableRow[]): FieldErrors<ClusterFormValues> {
  const { spec, ...rest } = errors
  const mapped: Tree = { ...rest }
  if (isTree(spec)) {
    const { configuration, imagePullSecrets, ...fields } = spec
    if (Object.keys(fields).length > 0) mapped.spec = fields
    if (isTree(imagePullSecrets)) mapped.pullSecrets = { type: 'custom', message: 'Names of secrets: lower case letters, digits, hyphens and dots' }
    const variables = rowErrors(isTree(configuration) ? configuration : {}, rows)
    if (variables.some((row) => row !== undefined)) mapped.variables = variables
    else if (isTree(configuration)) mapped.variables = { root: { type: 'custom', message: String(configuration.message ?? 'Not valid') } }
  }
  const duplicates = duplicateErrors(rows)
  if (duplicates.some((row) => row !== undefined) && mapped.variables === undefined) mapped.variables = duplicates
  return mapped
}

function rowErrors(configuration: Tree, rows: readonly VariableRow[]): (Tree | undefined)[] {
  return rows.map((row) => {
    const problem = configuration[row.name.trim()]
    if (row.name.trim() === '' && row.value.trim() !== '') return { name: { type: 'custom', message: 'Name the variable' } }
    return isTree(problem) && typeof problem.message === 'string' ? { name: { type: 'custom', message: problem.message } } : undefined
  })
}

function duplicateErrors(rows: readonly VariableRow[]): (Tree | undefined)[] {
  const seen = new Set<string>()
  return rows.map((row) => {
    const name = row.name.trim()
    if (name === '') return undefined
    if (seen.has(name)) return { name: { type: 'custom', message: `${name} is set above already` } }
    seen.add(name)
    return undefined
  })
}
