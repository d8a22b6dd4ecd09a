import { describe, expect, test } from 'vitest'
import { emptyMemory } from '../memory'
import type { ObservedEvent } from '../observation'
import { analyzed } from '../testing/analyzed'
import { definitionOf } from '../testing/build-definition'
import { claim, NOW, nothingYet, pod } from '../testing/build-observation'

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

describe('a volume that is not made', () => {
  const pending = claim({ phase: 'Pending', storageClass: 'broken', capacityBytes: null })
  const told = (reason: string, message: string): ObservedEvent => ({ id: 'v', type: 'Warning', reason, message, object: { kind: 'PersistentVolumeClaim', name: pending.name }, count: 1, lastAt: NOW })
  const found = (unschedulableBecause: string | null, events: ObservedEvent[]) =>
    analyzed({ definition, memory: emptyMemory(), observation: nothingYet({ events, claims: [pending], pods: [pod({ phase: 'Pending', ready: false, node: null, address: null, containers: [], unschedulableBecause })] }) }).status.findings

  test('is told with its class and what the driver says, not as a lack of nodes', () => {
    const findings = found('0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found', [told('ExternalProvisioning', 'Waiting for a volume to be created by nobody')])
    expect(findings).toContainEqual(expect.objectContaining({ code: 'VolumePending', message: expect.stringMatching(/storage class broken .*Waiting for a volume to be created by nobody/), action: expect.stringMatching(/driver of storage class broken/) }))
    expect(findings.map(({ code }) => code)).not.toContain('Unschedulable')
  })
  test('is told where the class waits for the pod, as soon as the driver failed', () => {
    expect(found(null, [told('ProvisioningFailed', 'no space left in pool')])).toContainEqual(expect.objectContaining({ code: 'VolumePending', message: expect.stringContaining('no space left in pool') }))
    expect(found(null, [told('WaitForFirstConsumer', 'waiting for first consumer')]).map(({ code }) => code)).not.toContain('VolumePending')
  })
  test('is not blamed when the pod lacks something else', () => {
    expect(found('0/3 nodes are available: 3 Insufficient cpu.', [])).toContainEqual(expect.objectContaining({ code: 'Unschedulable' }))
  })
})
