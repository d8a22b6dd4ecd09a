import { describe, expect, it } from 'vitest'
import { cacheClaim, cacheStatefulSet } from './cached-objects'

const metadata = { name: 'data-shop-db-1', namespace: 'shop', uid: 'u', resourceVersion: '1', labels: {} }
const claim = (status: object) => cacheClaim({ metadata, spec: { resources: { requests: { storage: '2Gi' } } }, status: { phase: 'Bound', capacity: { storage: '1Gi' }, ...status } }).claim

describe('a claim that grows', () => {
  it.each([
    ['nothing is told', {}, null],
    ['the driver is at it', { conditions: [{ type: 'Resizing', status: 'True' }] }, { stage: 'volume', problem: null }],
    ['the driver is at it, newer Kubernetes', { allocatedResourceStatuses: { storage: 'ControllerResizeInProgress' } }, { stage: 'volume', problem: null }],
    ['its node is to enlarge the file system', { conditions: [{ type: 'FileSystemResizePending', status: 'True', message: 'Waiting for user to (re-)start a pod' }] }, { stage: 'file-system', problem: null }],
    ['the driver failed', { conditions: [{ type: 'ControllerResizeError', status: 'True', message: 'no space' }] }, { stage: 'volume', problem: 'no space' }],
    ['the node failed', { conditions: [{ type: 'NodeResizeError', status: 'True', message: 'resize2fs' }] }, { stage: 'file-system', problem: 'resize2fs' }],
    ['the driver cannot', { allocatedResourceStatuses: { storage: 'ControllerResizeInfeasible' } }, { stage: 'volume', problem: expect.stringContaining('cannot be made so large') }],
    ['it is over', { conditions: [{ type: 'Resizing', status: 'False' }] }, null],
  ])('%s', (_what, status, growth) => {
    expect(claim(status)).toMatchObject({ requestedBytes: 2 * 1024 ** 3, capacityBytes: 1024 ** 3, growth })
  })
})

describe('a StatefulSet', () => {
  it('tells what size it gives to the volumes of new instances', () => {
    const template = { metadata: { name: 'data' }, spec: { resources: { requests: { storage: '2147483648' } } } }
    expect(cacheStatefulSet({ metadata: { ...metadata, name: 'shop-db' }, spec: { replicas: 3, volumeClaimTemplates: [template] } }).statefulSet.volumeSizeBytes).toBe(2 * 1024 ** 3)
    expect(cacheStatefulSet({ metadata: { ...metadata, name: 'shop-db' }, spec: {} }).statefulSet.volumeSizeBytes).toBe(null)
  })
})
