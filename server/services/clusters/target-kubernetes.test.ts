import { expect, it } from 'vitest'
import { systemClock } from '@/server/domain/clock'
import { setServicePorts } from '../ports'
import { emptyInventory, FakeKubernetes } from '../testing/fake-kubernetes'
import { refreshInventory, type TargetKubernetes } from './target-kubernetes'

const seenByOperator: TargetKubernetes = { id: 'k', name: 'k', sandbox: false, inventory: { ...emptyInventory(), version: 'seen by the operator' }, lastSeenAt: new Date(0) }
const refreshed = async (present: Partial<ReturnType<typeof emptyInventory>>) => {
  const kubernetes = new FakeKubernetes()
  kubernetes.present = { ...emptyInventory(), ...present }
  setServicePorts({ clock: systemClock, manifests: { build: () => [] }, kubernetes: () => Promise.resolve(kubernetes), checkKubeconfig: () => Promise.reject(new Error('unused')), sandbox: null })
  return (await refreshInventory(seenByOperator)).inventory?.version
}

it('takes what Kubernetes has now', async () => expect(await refreshed({ version: 'now' })).toBe('now'))
it('does not take what its account may not list for what is not there', async () => expect(await refreshed({ version: 'now', namespaces: [], nodes: [], storageClasses: [] })).toBe('seen by the operator'))
