import { describe, expect, test } from 'vitest'
import { analyzeCluster } from './analyze-cluster'
import type { Action } from './decision'
import { definitionOf, memoryOf } from './testing/build-definition'
import { NOW, observationOf } from './testing/build-observation'

const actionsOf = (analysis: { decisions: { action: Action | null }[] }) => analysis.decisions.flatMap(({ action }) => (action ? [action] : []))

describe('a healthy cluster', () => {
  const analysis = analyzeCluster(definitionOf(), observationOf(), memoryOf(), NOW)
  test('is left alone', () => {
    expect(analysis.decisions).toEqual([])
    expect(actionsOf(analysis)).toEqual([])
    expect(analysis.events).toEqual([])
  })
  test('is called healthy, with every instance in its role', () => {
    expect(analysis.status).toMatchObject({ level: 'healthy', headline: 'Healthy', phase: 'running', primary: 'shop-db-0', instancesReady: 3, instancesWanted: 3, findings: [] })
    expect(analysis.status.instances.map(({ role, headline }) => [role, headline])).toEqual([['primary', 'Takes writes'], ['replica', 'Replicating, up to date'], ['replica', 'Replicating, up to date']])
    expect(analysis.status.conditions.map(({ type, status }) => [type, status])).toEqual([['Ready', 'True'], ['Available', 'True'], ['Replicating', 'True'], ['ObjectsApplied', 'True'], ['Progressing', 'False']])
  })
})
