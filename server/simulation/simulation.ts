import type { KubernetesManifest } from '@/server/domain/kubernetes-port'
import { operationOf } from '@/server/domain/testing/build-definition'
import { groupOf } from '@/server/sandbox/mysql-group'
import type { MysqlGroup } from '@/server/sandbox/mysql-group-state'
import { createFixture, START_MS, type Fixture } from '@/server/sandbox/testing/sandbox-fixture'
import { createChance, type Chance } from './chance'
import { chooseScenario, type Scenario } from './choose-scenario'
import { FakeStore } from './fake-store'
import { Story } from './story'

/** Everything of one run. */
export interface Simulation {
  chance: Chance
  scenario: Scenario
  fixture: Fixture
  wanted: readonly KubernetesManifest[]
  store: FakeStore
  story: Story
  group(): MysqlGroup
  /** false: nothing breaks any more */
  breaking: boolean
  /** volumes that were lost for good in this run */
  volumesLost: Set<string>
}

const CLONE_BYTES_PER_SECOND = 1e9

/** A world that depends on nothing but the seed. */
export function createSimulation(seed: number): Simulation {
  const chance = createChance(seed)
  const scenario = chooseScenario(chance)
  const { linkMs, transactionsPerSecond, clientsOnNodes } = scenario
  const fixture = createFixture({ seed, spec: scenario.spec, sandbox: { tuning: { linkMs, transactionsPerSecond, cloneBytesPerSecond: CLONE_BYTES_PER_SECOND } } })
  const { owner, spec, clock, sandbox } = fixture
  const group = () => groupOf(sandbox.world, owner.namespace, owner.name)
  if (clientsOnNodes) sandbox.hands.placeClients(owner.namespace, owner.name, [...sandbox.world.nodes.keys()].map((node) => ({ name: `on ${node}`, node, share: 1 / sandbox.world.nodes.size })))
  const store = new FakeStore({
    id: owner.clusterId, name: owner.name, namespace: owner.namespace, spec, generation: 1, useKeptVolumes: false, createdAt: clock.now(), deletion: null, pause: null, fenced: [],
    operations: [operationOf('create', { requestedAt: clock.now() })],
  })
  return { chance, scenario, fixture, wanted: fixture.wanted(), store, story: new Story(() => clock.now(), START_MS), group, breaking: true, volumesLost: new Set() }
}
