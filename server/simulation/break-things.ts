import type { SandboxFault } from '@/server/contracts/sandbox'
import { AppError } from '@/server/contracts/errors'
import { operationOf } from '@/server/domain/testing/build-definition'
import type { OperatorLife } from './operator-life'
import type { Simulation } from './simulation'

type Breaker = (simulation: Simulation, life: OperatorLife) => string | null

/** The primary as the operator knows it, half of the time; else any instance. */
function victim({ chance, store, scenario }: Simulation): string {
  const anybody = `shop-db-${chance.below(scenario.spec.instances)}`
  return chance.percent(50) ? (store.memory.primary ?? anybody) : anybody
}

const atInstance = (fault: (instance: string, simulation: Simulation) => SandboxFault): Breaker => (simulation) => inject(simulation, fault(victim(simulation), simulation))

function inject({ fixture: { sandbox } }: Simulation, fault: SandboxFault): string | null {
  try {
    sandbox.control.inject(fault)
    return `fault: ${JSON.stringify({ ...fault, clusterId: undefined })}`
  } catch (error) {
    // its pod is away just now
    if (error instanceof AppError && error.code === 'not-found') return null
    throw error
  }
}

const idOf = (simulation: Simulation) => simulation.store.definition.id

function cutLink(simulation: Simulation): string | null {
  const instance = victim(simulation)
  const { chance, scenario: { spec: { instances } } } = simulation
  const others = Array.from({ length: instances }, (_, ordinal) => `shop-db-${ordinal}`).filter((name) => name !== instance)
  return inject(simulation, { type: 'cut-link', clusterId: idOf(simulation), instance, peer: chance.pick(others) })
}

/** As many copies as may be lost: an acknowledged write is on more disks than one. */
function loseVolume(simulation: Simulation): string | null {
  const { volumesLost, scenario } = simulation
  if (volumesLost.size > 0 || scenario.spec.topology !== 'semisync') return null
  const instance = victim(simulation)
  const told = inject(simulation, { type: 'lose-volume', clusterId: idOf(simulation), instance })
  if (told !== null) volumesLost.add(instance)
  return told
}

/** A replica falls behind the others, and soon the primary is lost: who takes over matters. */
function loseWhileApart(simulation: Simulation): string | null {
  const { chance, store, scenario, fixture: { clock } } = simulation
  const { primary } = store.memory
  const others = Array.from({ length: scenario.spec.instances }, (_, ordinal) => `shop-db-${ordinal}`).filter((name) => name !== primary)
  if (primary === null) return null
  const clusterId = idOf(simulation)
  const behind = chance.percent(60) ? (others[0] ?? primary) : chance.pick(others)
  const told = inject(simulation, { type: 'cut-link', clusterId, instance: behind, peer: primary })
  if (told === null) return null
  const inMs = chance.between(500, 8_000)
  const second = others.find((name) => name !== behind)
  const twice = second !== undefined && chance.percent(40)
  const fault: SandboxFault = chance.pick([{ type: 'kill-pod', clusterId, instance: primary }, { type: 'crash-mysql', clusterId, instance: primary }, { type: 'hang-mysql', clusterId, instance: primary }, { type: 'isolate-instance', clusterId, instance: primary, clientsInside: true }] as const)
  clock.after(inMs, () => {
    if (!simulation.breaking) return
    const broke = inject(simulation, fault)
    if (broke !== null) simulation.story.tell(broke)
    if (twice) inject(simulation, { type: 'hang-mysql', clusterId, instance: second })
  })
  return `${told}, and ${fault.type} of ${primary}${twice ? ` and a hang of ${second}` : ''} in ${inMs} ms`
}

/** Podkeeper and most replicas lose the primary, and one replica goes on acknowledging what its clients write. */
function isolateWithOne(simulation: Simulation): string | null {
  const { chance, store, scenario } = simulation
  const { primary } = store.memory
  if (primary === null) return null
  const clusterId = idOf(simulation)
  const others = Array.from({ length: scenario.spec.instances }, (_, ordinal) => `shop-db-${ordinal}`).filter((name) => name !== primary)
  const left = chance.pick(others)
  const told = inject(simulation, { type: 'cut-operator', clusterId, instance: primary })
  for (const instance of others) if (instance !== left) inject(simulation, { type: 'cut-link', clusterId, instance, peer: primary })
  return told === null ? null : `${told}, and its links to all but ${left} are cut`
}

const onNode = (type: 'stop-node' | 'cut-node'): Breaker => (simulation) => inject(simulation, { type, node: simulation.chance.pick([...simulation.fixture.sandbox.world.nodes.keys()]) })

function writeByHand(simulation: Simulation): string | null {
  const { chance, store, scenario } = simulation
  const instance = `shop-db-${chance.below(scenario.spec.instances)}`
  if (instance === store.memory.primary || chance.percent(70)) return null
  return inject(simulation, { type: 'write-by-hand', clusterId: idOf(simulation), instance, transactions: chance.between(1, 3) })
}

function requestSwitchover(simulation: Simulation): string | null {
  const { chance, store: { definition }, scenario, fixture: { clock } } = simulation
  if (definition.operations.some(({ kind }) => kind === 'switchover' || kind === 'failover')) return null
  const target = `shop-db-${chance.below(scenario.spec.instances)}`
  const id = `switchover-${clock.now()}`
  definition.operations.push(operationOf('switchover', { id, title: `Switch over to ${target}`, requestedAt: clock.now(), parameters: { target, requestedBy: 'admin', accepted: ['volume', 'quiet', 'acknowledgements', 'clones'] } }))
  if (!chance.percent(30)) return `a switchover to ${target} is asked for`
  const inMs = chance.between(50, 4_000)
  clock.after(inMs, () => definition.operations.filter((one) => one.id === id).forEach((one) => { one.parameters = { ...one.parameters, cancel: true } }))
  return `a switchover to ${target} is asked for, and cancelled ${inMs} ms later`
}

function killOperator({ chance }: Simulation, life: OperatorLife): string {
  const point = chance.pick(['before-store', 'after-store', 0, 1, 1, 2, 'now'] as const)
  if (point === 'now') life.kill()
  else life.dieAt(point)
  return `the operator is killed ${typeof point === 'number' ? `after ${point} actions of its next round that acts` : point === 'now' ? 'now' : `${point} of its next round that acts`}`
}

/** Another leads while it stands still, half of the time. */
function stallOperator({ chance, fixture: { clock } }: Simulation, life: OperatorLife): string {
  const ms = chance.between(1_000, 20_000)
  life.stall(ms)
  const replaced = chance.percent(50)
  if (replaced) clock.after(Math.round(ms / 2), () => life.begin())
  return `the operator stands still for ${ms} ms${replaced ? ', and another takes over meanwhile' : ''}`
}

function changeLoad(simulation: Simulation): string | null {
  return inject(simulation, { type: 'set-load', clusterId: idOf(simulation), transactionsPerSecond: simulation.chance.pick([0, 2, 40, 300]) })
}

/** With how much of 100 each is drawn. */
const BREAKERS: readonly (readonly [number, Breaker])[] = [
  [10, atInstance((instance, simulation) => ({ type: 'kill-pod', clusterId: idOf(simulation), instance }))],
  [9, atInstance((instance, simulation) => ({ type: 'crash-mysql', clusterId: idOf(simulation), instance }))],
  [8, atInstance((instance, simulation) => ({ type: 'hang-mysql', clusterId: idOf(simulation), instance }))],
  [8, atInstance((instance, simulation) => ({ type: 'isolate-instance', clusterId: idOf(simulation), instance, clientsInside: simulation.chance.percent(70) }))],
  [5, atInstance((instance, simulation) => ({ type: 'cut-operator', clusterId: idOf(simulation), instance }))],
  [2, atInstance((instance, simulation) => ({ type: 'cut-clients', clusterId: idOf(simulation), instance }))],
  [5, atInstance((instance, simulation) => ({ type: 'slow-link', clusterId: idOf(simulation), instance, delayMs: simulation.chance.pick([20, 300, 2_000, 30_000]) }))],
  [4, atInstance((instance, simulation) => ({ type: 'slow-replica', clusterId: idOf(simulation), instance, applyPerSecond: simulation.chance.pick([0, 1, 10]) }))],
  [3, atInstance((instance, simulation) => ({ type: 'stop-io-thread', clusterId: idOf(simulation), instance }))],
  [3, atInstance((instance, simulation) => ({ type: 'fill-volume', clusterId: idOf(simulation), instance }))],
  [3, atInstance((instance, simulation) => ({ type: 'clock-skew', clusterId: idOf(simulation), instance, skewMs: simulation.chance.between(-60_000, 60_000) }))],
  [7, cutLink], [6, loseWhileApart], [5, isolateWithOne], [2, loseVolume], [4, onNode('stop-node')], [4, onNode('cut-node')], [3, (simulation) => inject(simulation, { type: 'api-server-away' })],
  [2, writeByHand], [7, requestSwitchover], [8, killOperator], [4, stallOperator], [2, changeLoad],
]

const WEIGHTS_SUM = BREAKERS.reduce((sum, [weight]) => sum + weight, 0)

/** Breaks something by chance and tells what. */
export function breakSomething(simulation: Simulation, life: OperatorLife): void {
  let drawn = simulation.chance.below(WEIGHTS_SUM)
  for (const [weight, breaker] of BREAKERS) {
    drawn -= weight
    if (drawn >= 0) continue
    const told = breaker(simulation, life)
    if (told !== null) simulation.story.tell(told)
    return
  }
}

/** Ends one of the faults that last, or all of them. */
export function mend(simulation: Simulation, what: 'one' | 'all'): void {
  const { fixture: { sandbox: { control } }, chance, story } = simulation
  const { faults } = control.state()
  if (faults.length === 0) return
  for (const { id, description } of what === 'all' ? faults : [chance.pick(faults)]) {
    control.end(id)
    story.tell(`over: ${description}`)
  }
}
