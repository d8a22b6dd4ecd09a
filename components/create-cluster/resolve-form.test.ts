import { describe, expect, it } from 'vitest'
import { CLUSTER_PRESETS } from '@/server/contracts/cluster-spec'
import { makeDefaultValues, type ClusterFormValues } from './form-values'
import { resolveClusterForm } from './resolve-form'

const preset = CLUSTER_PRESETS[1]
if (!preset) throw new Error('presets are missing')
const valid: ClusterFormValues = { ...makeDefaultValues(preset, []), name: 'shop-db' }

async function errorsOf(change: Partial<ClusterFormValues>) {
  const result = await resolveClusterForm({ ...valid, ...change }, undefined, { fields: {}, shouldUseNativeValidation: false })
  return result.errors
}

describe('problems stand beside their fields', () => {
  it('accepts the defaults', async () => expect(await errorsOf({})).toEqual({}))
  it('name', async () => expect((await errorsOf({ name: 'Shop DB' })).name?.message).toMatch(/Lower case/))
  it('a name that is 10,000 characters long', async () => expect((await errorsOf({ name: 'a'.repeat(10_000) })).name?.message).toMatch(/At most 40/))
  it('memory', async () => expect((await errorsOf({ spec: { ...valid.spec, resources: { ...valid.spec.resources, memoryBytes: 1 } } })).spec?.resources?.memoryBytes?.message).toMatch(/384 MiB/))
  it('instances of a single cluster', async () => expect((await errorsOf({ spec: { ...valid.spec, topology: 'single' } })).spec?.instances?.message).toMatch(/exactly one/))
  it('lag limits', async () => expect((await errorsOf({ spec: { ...valid.spec, lag: { attentionSeconds: 5, leaveReadsSeconds: 5, returnReadsSeconds: 6 } } })).spec?.lag?.returnReadsSeconds?.message).toMatch(/lower/))
  it('pull secrets', async () => expect((await errorsOf({ pullSecrets: 'UPPER' })).pullSecrets?.message).toMatch(/secrets/))

  it('a variable that Podkeeper sets, at its row', async () => {
    const errors = await errorsOf({ variables: [{ name: 'max_connections', value: '5' }, { name: 'server_id', value: '5' }] })
    expect(errors.variables?.[0]).toBeUndefined()
    expect(errors.variables?.[1]?.name?.message).toMatch(/set by Podkeeper/)
  })
  it('a variable without name', async () => expect((await errorsOf({ variables: [{ name: '', value: '5' }] })).variables?.[0]?.name?.message).toBe('Name the variable'))
  it('a variable given twice', async () => {
    const errors = await errorsOf({ variables: [{ name: 'max_connections', value: '5' }, { name: 'max_connections', value: '6' }] })
    expect(errors.variables?.[1]?.name?.message).toMatch(/set above already/)
  })
})
