import { describe, expect, test } from 'vitest'
import { emptyMemory } from '../memory'
import type { ObservedEvent } from '../observation'
import { analyzed } from '../testing/analyzed'
import { definitionOf } from '../testing/build-definition'
import { NOW, nothingYet } from '../testing/build-observation'

const definition = definitionOf({})
const refusal = (message: string, overrides: Partial<ObservedEvent> = {}): ObservedEvent => ({ id: 'e', type: 'Warning', reason: 'FailedCreate', message, object: { kind: 'StatefulSet', name: definition.name }, count: 3, lastAt: NOW - 60_000, ...overrides })
const QUOTA = `create Pod ${definition.name}-0 in StatefulSet ${definition.name} failed error: failed to create PVC data-${definition.name}-0: persistentvolumeclaims "data-${definition.name}-0" is forbidden: exceeded quota: small`
const findings = (event: ObservedEvent) => analyzed({ definition, memory: emptyMemory(), observation: nothingYet({ events: [event] }) }).status.findings

describe('a pod that Kubernetes will not make', () => {
  test('for a quota is told with the quota and what to do', () => {
    expect(findings(refusal(QUOTA))).toContainEqual(expect.objectContaining({ code: 'QuotaExceeded', instance: `${definition.name}-0`, message: expect.stringContaining('exceeded quota: small'), action: expect.stringMatching(/Raise the quota/) }))
  })
  test('for another reason is told with that', () => {
    expect(findings(refusal(`create Pod ${definition.name}-0 in StatefulSet ${definition.name} failed error: admission webhook denied`))).toContainEqual(expect.objectContaining({ code: 'PodRefused', message: expect.stringContaining('admission webhook denied') }))
  })
  test('is not told of another pod, nor of a refusal of long ago', () => {
    expect(findings(refusal(QUOTA, { lastAt: NOW - 3_600_000 })).map(({ code }) => code)).not.toContain('QuotaExceeded')
    expect(findings(refusal(QUOTA.replaceAll('-0', '-7'))).map(({ code }) => code)).not.toContain('QuotaExceeded')
  })
})
