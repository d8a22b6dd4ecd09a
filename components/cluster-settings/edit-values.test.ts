import { describe, expect, it } from 'vitest'
import { CLUSTER_PRESETS } from '@/server/contracts/cluster-spec'
import { applyEdit, fieldOfProblem, toEditValues } from './edit-values'

const spec = CLUSTER_PRESETS[3]?.spec
if (!spec) throw new Error('presets are missing')

describe('edit form', () => {
  it('changes nothing when nothing was edited', () => {
    const full = { ...spec, image: 'registry.example.com/mysql:9.7', configuration: { max_connections: '500' } }
    expect(applyEdit(full, toEditValues(full))).toEqual(full)
  })
  it('makes a single instance more only with another topology', () => {
    const single = { ...spec, topology: 'single' as const, instances: 1 }
    expect(applyEdit(single, toEditValues(single))).toEqual(single)
    expect(applyEdit(single, { ...toEditValues(single), topology: 'semisync' })).toMatchObject({ topology: 'semisync', instances: 3 })
    expect(applyEdit(spec, { ...toEditValues(spec), topology: 'semisync', instances: 9 }).instances).toBe(spec.instances)
  })
  it('takes an empty image as the official one', () => {
    expect(applyEdit({ ...spec, image: 'x' }, { ...toEditValues(spec), image: ' ' }).image).toBeNull()
  })
  it('puts problems of the server on their fields', () => {
    const values = { ...toEditValues(spec), variables: [{ name: 'a', value: '1' }, { name: 'max_connections', value: 'x' }] }
    expect(fieldOfProblem('spec.configuration.max_connections', values)).toBe('variables.1.name')
    expect(fieldOfProblem('spec.resources.memoryBytes', values)).toBe('resources.memoryBytes')
    expect(fieldOfProblem('spec.storage.sizeBytes', values)).toBe('storageSizeBytes')
    expect(fieldOfProblem('spec.topology', values)).toBe('topology')
    expect(fieldOfProblem('spec.semiSync.acknowledgements', values)).toBe('semiSync.acknowledgements')
    expect(fieldOfProblem('spec.management', values)).toBeNull()
  })
})
