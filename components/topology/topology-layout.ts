import type { ClusterStatus, InstanceStatus } from '@/server/contracts/cluster-status'

type Service = ClusterStatus['services'][number]

export interface TopologyInput {
  instances: readonly InstanceStatus[]
  services: readonly Service[]
  primary: string | null
}

export interface Point { x: number; y: number }
export interface PlacedInstance extends Point { instance: InstanceStatus }
export interface PlacedService extends Point {
  service: Service
  side: 'left' | 'right'
  /** instances of the map that it selects now */
  selected: string[]
}
export interface ReplicationLine {
  from: string
  to: string
  start: Point
  end: Point
  /** data reaches the replica now: both threads run */
  flowing: boolean
}
export interface TopologyLayout {
  width: number
  height: number
  orientation: 'wide' | 'narrow'
  instances: PlacedInstance[]
  services: PlacedService[]
  lines: ReplicationLine[]
}

export const NODE = { width: 220, height: 96 } as const
export const PORT = { width: 152, height: 72 } as const
const GAP = 20
/** CSS pixels from which primary and replicas stand side by side. */
export const WIDE_MIN = PORT.width * 2 + NODE.width * 2 + 3 * 56

/**
 * Primary left, replicas right, services as ports at the edges; everything below each other where the width does not suffice.
 * @param availableWidth CSS pixels
 */
export function layoutTopology(input: TopologyInput, availableWidth: number): TopologyLayout {
  const sorted = [...input.instances].sort((a, b) => a.ordinal - b.ordinal)
  const primary = sorted.find((i) => i.name === input.primary) ?? sorted.find((i) => i.role === 'primary') ?? null
  const replicas = sorted.filter((i) => i !== primary)
  return availableWidth >= WIDE_MIN ? layoutWide(input, primary, replicas, availableWidth) : layoutNarrow(input, primary, replicas, availableWidth)
}

function layoutWide(input: TopologyInput, primary: InstanceStatus | null, replicas: InstanceStatus[], width: number): TopologyLayout {
  const rows = Math.max(1, replicas.length)
  const height = rows * NODE.height + (rows - 1) * GAP
  const between = (width - PORT.width * 2 - NODE.width * 2) / 3
  const leftX = PORT.width + between
  const rightX = leftX + NODE.width + between
  const instances: PlacedInstance[] = []
  if (primary) instances.push({ instance: primary, x: leftX, y: (height - NODE.height) / 2 })
  replicas.forEach((instance, row) => instances.push({ instance, x: rightX, y: row * (NODE.height + GAP) }))
  const services = placeServices(input, (side) => (side === 'left' ? 0 : width - PORT.width), (height - PORT.height) / 2)
  return { width, height, orientation: 'wide', instances, services, lines: drawLines(instances, 'wide') }
}

function layoutNarrow(input: TopologyInput, primary: InstanceStatus | null, replicas: InstanceStatus[], width: number): TopologyLayout {
  const x = Math.max(0, Math.min(40, width - NODE.width))
  let y = 0
  const services: PlacedService[] = []
  const instances: PlacedInstance[] = []
  const [writePort, readPort] = [pickService(input, 'primary'), pickService(input, 'read')]
  if (writePort) {
    services.push({ ...writePort, side: 'left', x, y })
    y += PORT.height + GAP
  }
  for (const instance of primary ? [primary, ...replicas] : replicas) {
    instances.push({ instance, x, y })
    y += NODE.height + GAP
  }
  if (readPort) {
    services.push({ ...readPort, side: 'right', x, y })
    y += PORT.height + GAP
  }
  return { width, height: Math.max(0, y - GAP), orientation: 'narrow', instances, services, lines: drawLines(instances, 'narrow') }
}

function pickService(input: TopologyInput, kind: 'primary' | 'read'): Pick<PlacedService, 'service' | 'selected'> | null {
  const service = input.services.find((s) => s.kind === kind)
  if (!service) return null
  const known = new Set(input.instances.map((i) => i.name))
  return { service, selected: service.instances.filter((name) => known.has(name)) }
}

function placeServices(input: TopologyInput, xOf: (side: 'left' | 'right') => number, y: number): PlacedService[] {
  const placed: PlacedService[] = []
  const write = pickService(input, 'primary')
  const read = pickService(input, 'read')
  if (write) placed.push({ ...write, side: 'left', x: xOf('left'), y })
  if (read) placed.push({ ...read, side: 'right', x: xOf('right'), y })
  return placed
}

/** A line for each replica to the instance it really follows, which need not be the primary. */
function drawLines(placed: readonly PlacedInstance[], orientation: 'wide' | 'narrow'): ReplicationLine[] {
  const lines: ReplicationLine[] = []
  for (const target of placed) {
    const replication = target.instance.replication
    const source = placed.find((p) => p.instance.name === replication?.sourceInstance)
    if (!replication || !source || source === target) continue
    const wide = orientation === 'wide' && source.x !== target.x
    lines.push({
      from: source.instance.name,
      to: target.instance.name,
      start: wide ? { x: source.x + NODE.width, y: source.y + NODE.height / 2 } : { x: source.x, y: source.y + NODE.height / 2 },
      end: wide ? { x: target.x, y: target.y + NODE.height / 2 } : { x: target.x, y: target.y + NODE.height / 2 },
      flowing: replication.ioThread === 'on' && replication.sqlThread === 'on',
    })
  }
  return lines
}

/** SVG path from start to end: a calm S between columns, a bracket at the left where everything is in one column. */
export function linePath(line: ReplicationLine, orientation: 'wide' | 'narrow'): string {
  const { start, end } = line
  if (orientation === 'wide' && start.x !== end.x) {
    const middle = (start.x + end.x) / 2
    return `M ${start.x} ${start.y} C ${middle} ${start.y}, ${middle} ${end.y}, ${end.x} ${end.y}`
  }
  const out = Math.max(4, start.x - 20)
  return `M ${start.x} ${start.y} H ${out} V ${end.y} H ${end.x}`
}
