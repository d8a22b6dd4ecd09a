// @vitest-environment node
import { expect, test } from 'vitest'
import { missingRoleYaml, parseMissingPermission } from './missing-role'

test('every form of a missing permission is understood', () => {
  expect(parseMissingPermission('create persistentvolumeclaims in namespace shop')).toEqual({ verb: 'create', resource: 'persistentvolumeclaims', group: '', namespace: 'shop', optional: false })
  expect(parseMissingPermission('patch statefulsets (apps) in all namespaces')).toEqual({ verb: 'patch', resource: 'statefulsets', group: 'apps', namespace: null, optional: false })
  expect(parseMissingPermission('list pods (metrics.k8s.io) in namespace shop (optional)')).toEqual({ verb: 'list', resource: 'pods', group: 'metrics.k8s.io', namespace: 'shop', optional: true })
  expect(parseMissingPermission('get nodes/proxy (optional)')).toEqual({ verb: 'get', resource: 'nodes/proxy', group: '', namespace: null, optional: true })
  expect(parseMissingPermission('nothing at all that it knows')).toBeNull()
})

test('the role holds each missing verb once, apart for each namespace', () => {
  expect(missingRoleYaml(['get pods/log in namespace shop', 'create secrets in namespace shop', 'delete secrets in namespace shop', 'list nodes'])).toBe(`apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: podkeeper-missing
  namespace: shop
rules:
- apiGroups: [""]
  resources: ["pods/log"]
  verbs: ["get"]
- apiGroups: [""]
  resources: ["secrets"]
  verbs: ["create", "delete"]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: podkeeper-missing
rules:
- apiGroups: [""]
  resources: ["nodes"]
  verbs: ["list"]
`)
})
